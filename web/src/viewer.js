// The diagram of a case or of a version, drawn for reading. The page says the same in words beside it.
import './viewer.css';
import { startModules } from './comfort/start.js';
import diagram from './viewer/diagram.js';

startModules(document, { './modules/diagram.js': diagram });
