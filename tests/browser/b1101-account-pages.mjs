// The pages of an account and an order in every state that a person may meet:
// WCAG 2.2 AA, valid HTML, budgets, three widths, light and dark, the focus on
// its way, with the pages as make install lays them out.  SOUK_SHOTS=folder
// keeps pictures.
import { audit } from './pages.mjs';

audit('account pages', 'console', 25);
