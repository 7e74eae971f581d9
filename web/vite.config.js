// Builds the scripts and styles of the pages into app/static/dist, with a manifest that app/foundation/assets.py reads.
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const entry = (name) => resolve(import.meta.dirname, `src/${name}.js`);

export default defineConfig({
  base: '/static/dist/',
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, '../app/static/dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: ['chrome90', 'firefox91'],
    assetsInlineLimit: 0, // fonts stay files: the content policy allows them from ourselves
    chunkSizeWarningLimit: 1000,
    // htmx holds an eval that our settings switch off and the content policy forbids; nothing to warn of.
    rolldownOptions: {
      checks: { eval: false },
      input: { site: entry('site'), viewer: entry('viewer') },
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.js'] },
});
