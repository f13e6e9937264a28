// The two gateways as a story sees them: a card that is captured and not
// told of, events signed as the gateway would, and the gateway's own book.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { Client } from './http.mjs';
import { idHex } from './id.mjs';
import { expectStatus, useCard } from './shop.mjs';
import { press } from './stripe-shop.mjs';

const hmac = (key, text) => createHmac('sha256', key).update(text);
const nowS = () => Math.floor(Date.now() / 1000);
export const threeDaysS = 3 * 24 * 3600;

/** Events are { body, headers }; madeS and signedS: when, in Unix seconds. */
class Till {
  constructor(site) { this.site = site; }

  get eventPath() { return `/api/checkout/gateway-events/${this.name}`; }

  signed(body, { secret = this.secret, signedS = nowS() } = {}) {
    return { body, headers: { 'Content-Type': 'application/json', [this.header]: this.sign(body, secret, signedS) } };
  }

  /** As the gateway posts it: no cookie, no origin. */
  deliver({ body, headers }, client = this.poster) {
    return client.request('POST', this.eventPath, { body, headers });
  }

  get poster() { return this.client ??= this.site.client(); }

  /** A card of the buyer's on file; the same one again. */
  async cardOf(buyer) {
    if (!this.card) {
      const { id, redirect_url: url } = expectStatus(await buyer.client.post('/api/checkout/cards', {},
        { headers: { 'Idempotency-Key': randomUUID() } }), 201, 'card').json;
      await this.putOnFile(url);
      this.card = expectStatus(await buyer.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200, 'card').json;
    }
    return this.card;
  }

  /** What nobody who has the secret sent: five ways by turns. */
  forged(event, turn) {
    const signature = event.headers[this.header];
    switch (turn % 5) {
    case 0: return this.signed(event.body, { secret: 'whsec_of_nobody_at_all' });
    case 1: return { ...event, body: event.body.replace(/\d(?=[^\d]*$)/, (d) => String((Number(d) + 1) % 10)) };
    case 2: return this.signed(event.body, { signedS: nowS() - threeDaysS });
    case 3: return { ...event, headers: { 'Content-Type': 'application/json' } };
    default: return { ...event, headers: { ...event.headers,
      [this.header]: signature.slice(0, -1) + (signature.endsWith('0') ? '1' : '0') } };
    }
  }

  /**
   * Our payments that were captured are those that the gateway's book has,
   * once each and with that amount; how many.
   */
  async agrees(world) {
    const ours = await world.sql(this.site, `SELECT HEX(payment_id), amount_minor, currency FROM payments
      WHERE gateway = '${this.name}' AND captured_at IS NOT NULL`);
    const theirs = (await this.book()).map((b) => {
      assert.equal(b.captures, 1, `${b.reference} was captured ${b.captures} times`);
      return [idHex(b.reference), String(b.amount), b.currency];
    });
    const sorted = (rows) => rows.map((row) => row.join(' ')).sort();
    assert.deepEqual(sorted(ours), sorted(theirs));
    const twice = await world.sql(this.site,
      'SELECT HEX(order_id) FROM payments WHERE captured_at IS NOT NULL GROUP BY order_id HAVING COUNT(*) > 1');
    assert.deepEqual(twice, [], 'paid once');
    return ours.length;
  }
}

/** souk-sandbox of the world; start it with quietSandbox. */
export const quietSandbox = ['--late', '86400'];

export class SandboxTill extends Till {
  name = 'sandbox';
  header = 'Souk-Sandbox-Signature';

  constructor(world, site) {
    super(site);
    this.world = world;
    this.secret = fs.readFileSync(world.secret, 'utf8').trim();
  }

  sign(body, secret, t) {
    const key = hmac(secret, 'souk-sandbox event signature v1').digest();
    return `t=${t},v1=${hmac(key, `${t}.${body}`).digest('hex')}`;
  }

  async captureQuietly(started) {
    await useCard(this.poster, started.redirect_url, 'late_event');
  }

  async putOnFile(url) { await useCard(this.poster, url, 'success'); }

  event(started, order, { madeS = nowS(), ...how } = {}) {
    return this.signed(JSON.stringify({ id: `sev_${randomBytes(12).toString('hex')}`, type: 'session.captured',
      session: this.ref(started), reference: started.payment.id, amount: order.total.amount,
      currency: order.total.currency, created: new Date(madeS * 1000).toISOString() }), how);
  }

  ref(started) { return new URL(started.redirect_url).pathname.split('/').at(-1); }

  async book() {
    const api = new Client(this.world.sandboxOrigin);
    const { sessions } = (await api.get('/v1/book')).json;
    api.close();
    return sessions.filter((s) => s.captures > 0);
  }
}

/** A StripeFake that delivers nothing by itself. */
export class StripeTill extends Till {
  name = 'stripe';
  header = 'Stripe-Signature';

  constructor(fake, site) {
    super(site);
    this.fake = fake;
    this.secret = fake.webhookSecret;
  }

  sign(body, secret, t) { return this.fake.sign(body, secret, t); }

  captureQuietly(started) { press(this.fake, started.redirect_url, 'late_event'); }

  putOnFile(url) { press(this.fake, url, 'visa'); }

  event(started, _order, { madeS = nowS(), type = 'checkout.session.completed', ...how } = {}) {
    const made = this.fake.events.find((e) => e.data.object.id === this.ref(started));
    return this.signed(JSON.stringify({ ...made, id: `evt_${randomBytes(12).toString('hex')}`, type, created: madeS }), how);
  }

  ref(started) { return new URL(started.redirect_url).pathname.split('/').at(-1); }

  book() {
    const captured = new Map();
    for (const intent of this.fake.all('payment_intent').filter((i) => i.status === 'succeeded')) {
      const reference = intent.metadata.souk_reference;
      const known = captured.get(reference);
      captured.set(reference, { reference, captures: (known?.captures ?? 0) + 1, amount: intent.amount_received,
        currency: intent.currency.toUpperCase() });
    }
    return [...captured.values()];
  }
}
