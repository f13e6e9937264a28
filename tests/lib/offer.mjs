// A seller's desk for private offers, against the real interfaces.
import { randomUUID } from 'node:crypto';
import { expectStatus } from './shop.mjs';

const DAY_MS = 24 * 3600 * 1000;

/** "2026-12-07", so many days from now. */
export const day = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Terms of halo-frames (lib/seller.mjs) without faults but the target; more replaces members. */
export const offerTerms = (more = {}) => ({
  title: '', target: { kind: null, value: null }, product: 'halo-frames', plan: 'solo', billing_mode: 'monthly', quantity: 10,
  periods: 12, capacities: [{ code: 'walls', amount: 3 }], currency: 'USD', price: { kind: 'amount', amount: 1200 },
  starts_on: null, accept_by: day(14), note: 'As we said on the phone.', documents: [], milestones: [], billing: null, deemed_days: 0,
  ...more,
});

export class OfferDesk {
  /** seller: a signed-in Seller. */
  constructor(seller) { this.seller = seller; }

  api(method, path, body, headers = {}) {
    return this.seller.client.api(method, `/api/offers/${path}`, body, { headers });
  }

  async get(path) { return expectStatus(await this.api('GET', path), 200, path).json; }
  list(query = '') { return this.get(`offers${query}`); }
  offer(id) { return this.get(`offers/${id}`); }

  async begin(from = {}) {
    return expectStatus(await this.api('POST', 'offers', from, { 'Idempotency-Key': randomUUID() }), 201, 'begin').json;
  }

  put(id, terms, version) { return this.api('PUT', `offers/${id}/draft`, terms, { 'If-Match': `"${version}"` }); }

  /** Keeps a draft over the one that is there now; the draft. */
  async save(id, terms) {
    const { draft } = await this.offer(id);
    return expectStatus(await this.put(id, terms, draft?.row_version ?? 0), 200, 'save').json.draft;
  }

  lookup(kind, value) { return this.api('POST', 'customer-lookups', { kind, value }); }
  async find(kind, value) { return expectStatus(await this.lookup(kind, value), 200, 'look-up').json; }

  send(id, row_version, key = randomUUID()) {
    return this.api('POST', `offers/${id}/sendings`, { row_version }, { 'Idempotency-Key': key });
  }

  /** From nothing to sent, for a customer by e-mail; the offer. */
  async sent(email, more = {}) {
    await this.find('email', email);
    const { id } = await this.begin();
    const draft = await this.save(id, offerTerms({ target: { kind: 'email', value: email }, ...more }));
    expectStatus(await this.send(id, draft.row_version), 200, 'send');
    return this.offer(id);
  }
}
