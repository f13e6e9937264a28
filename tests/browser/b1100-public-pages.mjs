// The public pages in every state that a person may meet, and while the
// responders are away:
// WCAG 2.2 AA, valid HTML, budgets, three widths, light and dark, the focus on
// its way, with the pages as make install lays them out.  SOUK_SHOTS=folder
// keeps pictures.
import { audit } from './pages.mjs';

audit('public pages', 'public', 19);
