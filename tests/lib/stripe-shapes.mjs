// Objects as Stripe's API gives them: its published fixtures, read where they
// are at run time ($SOUK_STRIPE_FIXTURES, or the data folder beside the
// checkout) and filled in.  The project holds no copy of them.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../../shared/data/stripe', import.meta.url));

function fixturesFile() {
  const given = process.env.SOUK_STRIPE_FIXTURES ?? beside;
  if (!existsSync(given)) return null;
  return statSync(given).isDirectory() ? path.join(given, 'fixtures3.json') : given;
}

/** Why tests with the fake are skipped; false when they are not. */
export const noFixtures = fixturesFile() ? false : 'stripe fixtures: not there';

let resources;
function fixture(kind) {
  resources ??= JSON.parse(readFileSync(fixturesFile(), 'utf8')).resources;
  const found = resources[kind];
  if (!found) throw new Error(`fixtures have no ${kind}`);
  return structuredClone(found);
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
export const token = (n = 24) => [...randomBytes(n)].map((b) => letters[b % letters.length]).join('');

/** Of a fixture's fields, those that a fresh object leaves empty. */
const empty = {
  'checkout.session': ['after_expiration', 'consent', 'consent_collection', 'currency_conversion',
    'customer_details', 'invoice_creation', 'payment_intent', 'setup_intent', 'shipping_address_collection',
    'shipping_cost', 'collected_information', 'permissions', 'managed_payments',
    'payment_method_configuration_details'],
  payment_intent: ['last_payment_error', 'next_action', 'processing', 'transfer_data', 'shipping',
    'canceled_at', 'managed_payments', 'payment_method_configuration_details', 'automatic_payment_methods'],
  setup_intent: ['last_setup_error', 'next_action', 'payment_method_configuration_details',
    'automatic_payment_methods'],
  payment_method: [], refund: ['destination_details'], customer: ['discount', 'shipping'], event: [],
};

const prefixes = { 'checkout.session': 'cs_test_', payment_intent: 'pi_', setup_intent: 'seti_',
  payment_method: 'pm_', refund: 're_', customer: 'cus_', event: 'evt_' };

/** A new object of that kind, with a fresh id. */
export function shape(kind, fields = {}) {
  const object = fixture(kind);
  for (const name of empty[kind]) object[name] = null;
  return Object.assign(object, { id: prefixes[kind] + token(kind === 'checkout.session' ? 58 : 24),
    created: Math.floor(Date.now() / 1000), metadata: {} }, fields);
}

/** {error: ...}, as answers of 4xx carry it. */
export const problem = (type, code, message, more = {}) => ({
  error: { type, ...(code && { code }), message, ...more } });

/** "a[b][0]=c" to {a: {b: {0: 'c'}}}; lists stay objects by number. */
export function formParse(text) {
  const root = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const parts = key.split(/\]?\[|\]$/).filter((part, i, all) => part !== '' || i < all.length - 1);
    let at = root;
    for (const part of parts.slice(0, -1)) at = at[part] ??= {};
    const last = parts.at(-1);
    at[last === '' ? Object.keys(at).length : last] = value;
  }
  return root;
}
