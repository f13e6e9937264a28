// What a buyer does, step by step, against the real interfaces: the steps of
// all stories.  Each checks its own answer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { plain } from './smtp.mjs';
import { until } from './proc.mjs';

export const password = 'correct horse battery staple';
let people = 0;

export function expectStatus(answer, status, what = '') {
  assert.equal(answer.status, status, `${what} ${answer.status}: ${answer.text.slice(0, 600)}`);
  return answer;
}

/** A problem document (RFC 9457) with this status and stable code. */
export function expectProblem(answer, status, code) {
  expectStatus(answer, status, `problem ${code ?? ''}`);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const problem = answer.json;
  assert.equal(problem.status, status);
  if (code) assert.equal(problem.code, code, answer.text);
  for (const name of ['type', 'title', 'request_id']) assert.equal(typeof problem[name], 'string', `${name} in ${answer.text.slice(0, 300)}`);
  problem.errors ??= [];
  assert.ok(problem.detail || problem.errors.length > 0 || problem.title.length > 8, answer.text);
  return problem;
}

/** The token in the fragment of a mail's link to <folder>/. */
export function mailToken(message, folder) {
  const token = new RegExp(`/${folder}/#([A-Za-z0-9_=-]+)`).exec(plain(message.data))?.[1];
  assert.ok(token, `no link to /${folder}/# in:\n${plain(message.data)}`);
  return token.replace(/^token=/, '');
}

export class Buyer {
  constructor(world, site = world.site, email = `buyer${++people}@buyer.example`) {
    Object.assign(this, { world, site, email, client: site.client() });
  }

  /** Signed up, verified, signed in. */
  static async ready(world, site) {
    const buyer = new this(world, site);
    await buyer.signUp();
    await buyer.verify();
    await buyer.signIn();
    return buyer;
  }

  async signUp(more = {}) {
    const answer = await this.client.post('/api/storefront/users', { email: this.email, password,
      user_name: this.email.split('@')[0], company: `Company of ${this.email}`, country: 'DE', ...more });
    expectStatus(answer, 202, 'sign-up');
    return answer;
  }

  async verify() {
    if (!this.world.wantWorker) await this.world.work();
    const mail = await this.world.mail.next(this.email, (text) => text.includes('/verify/#'));
    const token = mailToken(mail, 'verify');
    expectStatus(await this.client.post('/api/storefront/email-verifications', { token }), 200, 'verify');
    return token;
  }

  async signIn(secret = password) {
    const answer = await this.client.post('/api/storefront/session', { email: this.email, password: secret });
    expectStatus(answer, 201, 'sign-in');
    this.client.csrf = answer.json.csrf;
    return answer.json;
  }

  async quote(more = {}) {
    const answer = await this.client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'pro',
      billing_mode: 'monthly', quantity: 1, periods: 1, capacities: { users: 5 }, currency: 'USD', ...more });
    return expectStatus(answer, 200, 'quote').json;
  }

  async documents(product = 'lumen-gallery') {
    const answer = await this.client.get(`/api/checkout/documents?product=${product}`);
    return expectStatus(answer, 200, 'documents').json.items.map((item) => item.hash);
  }

  /** POST of an order; the answer as it came. */
  order(body, key = randomUUID()) {
    return this.client.post('/api/checkout/orders', body, { headers: { 'Idempotency-Key': key } });
  }

  /** Quote, terms, order: the order as JSON. */
  async placeOrder(more = {}) {
    const { quote } = await this.quote(more);
    const documents = await this.documents(more.product);
    return expectStatus(await this.order({ quote, documents }), 201, 'order').json;
  }

  /** POST of a payment; the answer as it came. */
  pay(order, key = randomUUID(), options = {}) {
    return this.client.post('/api/checkout/payments', { order: order.id ?? order, method: 'card' },
      { ...options, headers: { 'Idempotency-Key': key } });
  }

  /** Starts a payment and goes through the provider's page with a card. */
  async payWith(card, order) {
    const started = expectStatus(await this.pay(order), 201, 'payment').json;
    const back = await useCard(this.client, started.redirect_url, card);
    return { ...started, back };
  }

  refresh(payment) {
    return this.client.post(`/api/checkout/payments/${payment.id ?? payment}/refreshes`, {});
  }

  async get(order) {
    return expectStatus(await this.client.get(`/api/checkout/orders/${order.id ?? order}`), 200, 'order').json;
  }

  /** Waits until the worker has put a bill on paper: the bill. */
  billFiles(bill, timeoutMs = 60000) {
    return until(async () => {
      const now = expectStatus(await this.client.get(`/api/billing/bills/${bill.id ?? bill}`), 200, 'bill').json;
      if (now.files) return now;
      if (!this.world.wantWorker) await this.world.work();
      return null;
    }, `bill ${bill.id ?? bill} has its files`, timeoutMs);
  }

  /** Waits until the order is in a state; without a worker, works. */
  orderIn(order, state, timeoutMs = 60000) {
    return until(async () => {
      const now = await this.get(order);
      if (now.state === state) return now;
      if (!this.world.wantWorker) await this.world.work();
      return null;
    }, `order ${order.id ?? order} is ${state}`, timeoutMs);
  }
}

/** The provider's hosted page: press a card's button, follow its pages. */
export async function useCard(client, url, card) {
  const browser = client.fresh();
  try {
    const page = await browser.get(url);
    expectStatus(page, 200, 'payment page');
    assert.ok(page.text.includes(card), `no card ${card} on the page`);
    const press = (button) => browser.request('POST', url, { body: button,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    let answer = await press(`card=${card}`);
    if (card === 'challenge') {
      expectStatus(answer, 303, 'to the question');
      const question = await browser.get(new URL(answer.headers.location, url).href);
      assert.match(question.text, /name="challenge" value="approve"/);
      answer = await press('challenge=approve');
    }
    expectStatus(answer, 303, 'back from the payment page');
    return answer.headers.location;
  } finally {
    browser.close();
  }
}

/** Puts a test card on file on the provider's page: { id, back }. */
export async function putOnFile(buyer, card, body = {}) {
  const { id, redirect_url: url } = expectStatus(await buyer.client.post('/api/checkout/cards', body,
    { headers: { 'Idempotency-Key': randomUUID() } }), 201, 'card').json;
  expectStatus(await buyer.client.fresh().get(url), 200, 'card page');
  const answer = await buyer.client.fresh().request('POST', url, { body: `card=${card}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  expectStatus(answer, 303, 'back from the card page');
  return { id, back: answer.headers.location };
}
