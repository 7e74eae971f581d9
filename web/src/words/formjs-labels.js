// form-js has no hook for translation: the build turns its labels into look-ups of this table (see vite.config.js).
import ru from './formjs.ru.js';

if (document.documentElement.lang === 'ru') globalThis.soglasLabels = ru;
