// Every page, in every state that a person may meet: WCAG 2.2 AA, valid HTML,
// budgets, three widths, light and dark, as make install lays the pages out.
// SOUK_SHOTS=folder keeps pictures.
import assert from 'node:assert/strict';
import { audit } from './pages.mjs';

audit('pages', (stats) => {
  assert.ok(stats.length > 25);
}, { installed: true });
