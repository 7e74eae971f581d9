// The comfort of every page. Each module is optional: the page works without any of them.
import './site.css';
import './comfort/htmx.js';
import { startModules } from './comfort/start.js';

startModules(document, import.meta.glob(['./modules/*.js', '!./modules/*.test.js'], { eager: true, import: 'default' }));
