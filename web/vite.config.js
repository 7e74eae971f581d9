// Builds the scripts and styles of the pages into app/static/dist, with a manifest that app/foundation/assets.py reads.
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { fixedLabels } from './fixed_labels.js';

const entry = (name) => resolve(import.meta.dirname, `src/${name}.js`);
const NAMES = ['site', 'viewer', 'modeler', 'form_editor', 'table_editor'];

export default defineConfig({
  base: '/static/dist/',
  publicDir: false,
  plugins: [fixedLabels()],
  // The editors of bpmn.io ask for preact in two versions; hooks work only when all of a page share one.
  resolve: { dedupe: ['preact'] },
  build: {
    outDir: resolve(import.meta.dirname, '../app/static/dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: ['chrome90', 'firefox91'],
    assetsInlineLimit: 0, // fonts stay files: the content policy allows them from ourselves
    chunkSizeWarningLimit: 2500, // the editors are large and only on their own pages
    // htmx holds an eval that our settings switch off and the content policy forbids; nothing to warn of.
    rolldownOptions: {
      checks: { eval: false },
      input: Object.fromEntries(NAMES.map((name) => [name, entry(name)])),
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.js'] },
});
