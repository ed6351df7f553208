// All tests of the gallery in a browser, in one process: they share the browser.
import './pages.mjs';
import './access.mjs';
import './films.mjs';
