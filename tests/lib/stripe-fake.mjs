// Stripe, as far as a shop sees it: the endpoints of its REST API that are
// used here, its hosted page, its bank's page and its signed events.  Strict
// where Stripe is: unknown parameters, reused keys and odd amounts are refused.
//
// Cards (on the hosted page by name; their tokens with the API):
//   visa                   succeeds                          pm_card_visa
//   declined               generic_decline                   pm_card_chargeDeclined
//   insufficient           insufficient_funds                pm_card_chargeDeclinedInsufficientFunds
//   declines_later         set up, then declined off session pm_card_chargeCustomerFail
//   challenge              the bank asks the buyer           pm_card_authenticationRequired
//   pending                processing until settle()
//   timeout_after_capture  captured; no event, and the next two requests that
//                          name the payment are not answered
//   duplicate_event        its event comes twice
//   out_of_order           its events wait for the next one's, and follow it
//   late_event             its events wait for deliverLate(): 3 days old then
//   forged_event           its events are signed with a secret of nobody's
//   wrong_amount           one unit less is captured than was asked for
// faults: what the next matching requests meet, see Fault below.
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { formParse, problem, shape, token } from './stripe-shapes.mjs';

export const threeDaysS = 3 * 24 * 3600;

export const cards = {
  visa: { last4: '4242', tokens: ['pm_card_visa'] },
  declined: { last4: '0002', decline: 'generic_decline', tokens: ['pm_card_chargeDeclined'] },
  insufficient: { last4: '9995', decline: 'insufficient_funds',
    tokens: ['pm_card_chargeDeclinedInsufficientFunds'] },
  declines_later: { last4: '0341', later: 'generic_decline', tokens: ['pm_card_chargeCustomerFail'] },
  challenge: { last4: '3184', challenge: true, tokens: ['pm_card_authenticationRequired'] },
  pending: { last4: '4001', pending: true, tokens: [] },
  timeout_after_capture: { last4: '4002', silent: 2, tokens: [] },
  duplicate_event: { last4: '4003', tokens: [] },
  out_of_order: { last4: '4004', tokens: [] },
  late_event: { last4: '4005', tokens: [] },
  forged_event: { last4: '4006', tokens: [] },
  wrong_amount: { last4: '4007', short: 1, tokens: [] },
};
const cardOfToken = (id) => Object.keys(cards).find((name) => cards[name].tokens.includes(id));

const thousandths = ['bhd', 'jod', 'kwd', 'omr', 'tnd'];

/** An answer of 4xx, thrown. */
class Refusal extends Error {
  constructor(status, json, { saved = true } = {}) {
    super(json.error.message);
    Object.assign(this, { status, json, saved });
  }
}
const invalid = (message, param, code) => new Refusal(400,
  problem('invalid_request_error', code, message, param && { param }), { saved: false });
const missing = (what, id, status = 404) => new Refusal(status,
  problem('invalid_request_error', 'resource_missing', `No such ${what}: '${id}'`, { param: 'id' }));

const truth = (value) => value === 'true' || value === true;

function unitsOf(text, currency, param) {
  if (!/^-?\d+$/.test(text ?? '')) throw invalid('Invalid integer', param, 'parameter_invalid_integer');
  const units = Number(text);
  if (units < 1) throw invalid('This value must be greater than or equal to 1.', param, 'parameter_invalid_integer');
  if (units > 99999999) throw invalid('Amount must be no more than 999,999.99', param, 'amount_too_large');
  if (!/^[a-z]{3}$/.test(currency ?? '')) throw invalid('Invalid currency', 'currency');
  if (thousandths.includes(currency) && units % 10) throw invalid('The last digit must be 0', param);
  if (units < 50) throw invalid('Amount too small', param, 'amount_too_small');
  return units;
}

/** Stripe's names of what each endpoint takes; what else comes is refused. */
const parameters = {
  sessions: ['mode', 'client_reference_id', 'customer', 'metadata', 'payment_intent_data', 'setup_intent_data',
    'payment_method_types', 'line_items', 'adaptive_pricing', 'success_url', 'cancel_url', 'expires_at', 'expand',
    'currency', 'customer_email', 'locale'],
  intents: ['amount', 'currency', 'customer', 'payment_method', 'payment_method_types', 'off_session', 'confirm',
    'description', 'metadata', 'return_url', 'expand', 'automatic_payment_methods'],
  confirm: ['payment_method', 'return_url', 'off_session', 'expand'],
  refunds: ['payment_intent', 'amount', 'metadata', 'reason', 'expand'],
  customers: ['name', 'email', 'metadata', 'description', 'expand'],
  list: ['limit', 'starting_after', 'created', 'customer', 'payment_intent', 'status', 'expand'],
};
function only(kind, given) {
  for (const name of Object.keys(given)) {
    if (!parameters[kind].includes(name)) {
      throw invalid(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
    }
  }
}

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export class StripeFake {
  constructor({ key = `sk_test_${token()}`, webhookSecret = `whsec_${token(32)}`, eventUrl = null } = {}) {
    Object.assign(this, { key, webhookSecret, eventUrl });
    /** Ids to objects, in the order of their making. */
    this.objects = new Map();
    this.keys = new Map();
    this.card = new Map();      // payment method's, session's or intent's id to the card's name
    this.silent = new Map();    // id to how many requests about it are left waiting
    this.faults = [];
    this.requests = [];
    this.events = [];
    this.held = [];
    this.late = [];
    this.deliveries = [];
    this.waiting = new Set();
  }

  async listen(port = 0) {
    this.server = http.createServer((request, response) => {
      this.#serve(request, response).catch((error) => {
        response.writeHead(500, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(problem('api_error', null, error.stack)));
      });
    }).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  async close() {
    this.closed = true;
    for (const response of this.waiting) response.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await Promise.allSettled(this.deliveries);
  }

  /**
   * The next requests whose "METHOD path" matches meet this, in this order:
   * before the work: 'busy' (429), 'broken' (500, which the key keeps), 'in-use'
   * (409); after it: 'silent' (no answer), 'reset' (the connection ends), 'cut'
   * (it ends in the middle of the answer), 'garbled' (a proxy's page), 'huge'
   * (300 KiB).
   */
  fault(pattern, ...kinds) { for (const kind of kinds) this.faults.push({ pattern, kind }); }

  /** What happens to keys when they are a day old. */
  forgetKeys() { this.keys.clear(); }

  all(kind) { return [...this.objects.values()].filter((o) => o.object === kind); }

  /** Succeeded payments that carry this reference: more than one is a fault. */
  captures(reference) {
    return this.all('payment_intent').filter((i) => i.status === 'succeeded' &&
      i.metadata.souk_reference === reference);
  }

  // ---- HTTP

  async #serve(request, response) {
    const url = new URL(request.url, this.url);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const line = `${request.method} ${url.pathname}`;
    this.requests.push({ line, body, query: url.search, headers: request.headers });
    if (!url.pathname.startsWith('/v1/')) return this.#page(request.method, url, body, response);
    const at = this.faults.findIndex((f) => f.pattern.test(line));
    const fault = at < 0 ? null : this.faults.splice(at, 1)[0].kind;
    const answer = this.#keyed(request, url, body, fault);
    if (fault === 'reset') return response.destroy();
    if (fault === 'silent' || this.#isSilent(url.pathname, answer)) return this.waiting.add(response);
    if (fault === 'garbled') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>502');
    if (fault === 'huge') answer.json = { ...answer.json, description: 'x'.repeat(300 * 1024) };
    const text = JSON.stringify(answer.json, null, 2);
    response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Request-Id': `req_${token(14)}`,
      'Content-Length': Buffer.byteLength(text), ...(answer.replayed && { 'Idempotent-Replayed': 'true' }) });
    if (fault === 'cut') response.write(text.slice(0, text.length / 2), () => response.destroy());
    else response.end(text);
  }

  #isSilent(path, answer) {
    const id = [answer.json.id, answer.json.error?.payment_intent?.id, path.split('/').at(-1)]
      .find((each) => this.silent.get(each) > 0);
    if (!id) return false;
    this.silent.set(id, this.silent.get(id) - 1);
    return true;
  }

  #keyed(request, url, body, fault) {
    if (request.headers.authorization !== `Bearer ${this.key}`) {
      return { status: 401, json: problem('invalid_request_error', null, 'Invalid API Key provided') };
    }
    if (fault === 'busy') return { status: 429, json: problem('invalid_request_error', 'rate_limit', 'Too many requests') };
    if (fault === 'in-use') {
      return { status: 409, json: problem('idempotency_error', 'idempotency_key_in_use', 'Another request is in progress') };
    }
    const key = request.method === 'POST' && request.headers['idempotency-key'];
    const hash = createHash('sha256').update(`${url.pathname}\n${body}`).digest('hex');
    const kept = key && this.keys.get(key);
    if (kept && kept.hash !== hash) {
      return { status: 400, json: problem('idempotency_error', null,
        'Keys for idempotent requests can only be used with the same parameters they were first used with.') };
    }
    if (kept) return { ...kept.answer, json: structuredClone(kept.answer.json), replayed: true };
    const answer = fault === 'broken' ? { status: 500, json: problem('api_error', null, 'Something went wrong') }
      : this.#answer(request.method, url, body);
    if (key && answer.saved !== false) this.keys.set(key, { hash, answer: structuredClone(answer) });
    return answer;
  }

  #answer(method, url, body) {
    const query = formParse(url.search.slice(1));
    const form = formParse(body);
    try {
      const json = this.#route(method, url.pathname.split('/').slice(2), query, form);
      return { status: 200, json: this.#expanded(json, { ...query.expand, ...form.expand }) };
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  #route(method, path, query, form) {
    if (path[0] === 'checkout') path = [path[1] === 'sessions' ? 'sessions' : '', ...path.slice(2)];
    const [kind, id, act] = path;
    const objects = { sessions: 'checkout.session', payment_intents: 'payment_intent', refunds: 'refund',
      customers: 'customer', payment_methods: 'payment_method' };
    const make = { sessions: () => this.#session(form), payment_intents: () => this.#intent(form),
      refunds: () => this.#refund(form), customers: () => this.#customer(form) };
    const acts = { 'sessions/expire': (s) => this.#expire(s), 'payment_intents/confirm': (i) => { only('confirm', form); return this.#confirm(i, form); },
      'payment_methods/detach': (m) => this.#detach(m) };
    if (!objects[kind]) throw new Refusal(404, problem('invalid_request_error', null, 'Unrecognized request URL'));
    if (method === 'POST' && !id && make[kind]) return make[kind]();
    if (method === 'GET' && !id) return this.#list(objects[kind], kind, query);
    const object = this.objects.get(id);
    if (!object || object.object !== objects[kind]) throw missing(objects[kind], id);
    if (method === 'GET' && !act) return object;
    if (method === 'POST' && acts[`${kind}/${act}`]) return acts[`${kind}/${act}`](object);
    throw new Refusal(404, problem('invalid_request_error', null, 'Unrecognized request URL'));
  }

  #list(type, kind, query) {
    only('list', query);
    const limit = Number(query.limit ?? 10);
    if (!(limit >= 1 && limit <= 100)) throw invalid('limit', 'limit');
    let found = this.all(type).reverse().filter((o) => ['customer', 'payment_intent', 'status']
      .every((name) => query[name] === undefined || o[name] === query[name]))
      .filter((o) => o.created >= Number(query.created?.gte ?? 0) && o.created < Number(query.created?.lt ?? Infinity));
    if (query.starting_after) {
      const at = found.findIndex((o) => o.id === query.starting_after);
      if (at < 0) throw missing(type, query.starting_after, 400);
      found = found.slice(at + 1);
    }
    const path = kind === 'sessions' ? 'checkout/sessions' : kind;
    return { object: 'list', url: `/v1/${path}`, has_more: found.length > limit, data: found.slice(0, limit) };
  }

  /** Copies, with what was asked for put in the place of its id. */
  #expanded(object, expand) {
    const copy = structuredClone(object);
    for (const path of Object.values(expand)) {
      let at = copy;
      for (const name of path.split('.')) {
        if (typeof at[name] === 'string') at[name] = structuredClone(this.objects.get(at[name]) ?? null);
        at = at[name];
        if (!at) break;
      }
    }
    return copy;
  }

  #keep(object) { this.objects.set(object.id, object); return object; }

  // ---- what the API makes

  #customer(form) {
    only('customers', form);
    return this.#keep(shape('customer', { name: form.name ?? null, email: form.email ?? null,
      metadata: form.metadata ?? {} }));
  }

  #session(form) {
    only('sessions', form);
    if (!['payment', 'setup'].includes(form.mode)) throw invalid('Missing required param: mode.', 'mode', 'parameter_missing');
    for (const name of ['success_url', 'cancel_url']) {
      if (!/^https?:\/\/[^/]/.test(form[name] ?? '')) throw invalid('Not a valid URL', name, 'url_invalid');
    }
    if (form.customer && !this.objects.has(form.customer)) throw missing('customer', form.customer, 400);
    const session = shape('checkout.session', { mode: form.mode, client_reference_id: form.client_reference_id ?? null,
      customer: form.customer ?? null, metadata: form.metadata ?? {}, success_url: form.success_url,
      cancel_url: form.cancel_url, payment_method_types: Object.values(form.payment_method_types ?? { 0: 'card' }),
      status: 'open', payment_status: form.mode === 'setup' ? 'no_payment_required' : 'unpaid', ui_mode: 'hosted_page',
      adaptive_pricing: { enabled: truth(form.adaptive_pricing?.enabled) },
      expires_at: Math.floor(Date.now() / 1000) + 86400 });
    session.url = `${this.url}/c/pay/${session.id}`;
    if (form.mode === 'payment') this.#sessionPrice(session, form);
    else if (form.line_items) throw invalid('You can not pass `line_items` in `setup` mode.', 'line_items');
    else session.setup_intent = this.#keep(shape('setup_intent', { customer: form.customer ?? null,
      metadata: form.setup_intent_data?.metadata ?? {} })).id;
    Object.defineProperty(session, 'asked', { value: form, enumerable: false });
    return this.#keep(session);
  }

  #sessionPrice(session, form) {
    const lines = Object.values(form.line_items ?? {});
    if (lines.length === 0) throw invalid('Missing required param: line_items.', 'line_items', 'parameter_missing');
    let total = 0;
    for (const { quantity, price_data: price } of lines) {
      if (!price?.product_data?.name) throw invalid('Missing required param: name.', 'line_items', 'parameter_missing');
      total += Number(quantity) * unitsOf(price.unit_amount, price.currency, 'line_items[0][price_data][unit_amount]');
      session.currency = price.currency;
    }
    session.amount_total = session.amount_subtotal = total;
    session.total_details = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 };
  }

  #intent(form) {
    only('intents', form);
    const units = unitsOf(form.amount, form.currency, 'amount');
    const intent = shape('payment_intent', { amount: units, currency: form.currency, customer: form.customer ?? null,
      description: form.description ?? null, metadata: form.metadata ?? {}, payment_method: form.payment_method ?? null,
      payment_method_types: Object.values(form.payment_method_types ?? { 0: 'card' }), amount_received: 0,
      status: form.payment_method ? 'requires_confirmation' : 'requires_payment_method' });
    intent.client_secret = `${intent.id}_secret_${token()}`;
    if (form.customer && !this.objects.has(form.customer)) throw missing('customer', form.customer, 400);
    if (truth(form.confirm)) this.#method(form.payment_method, form.customer);
    this.#keep(intent);
    this.#emit('payment_intent.created', intent);
    return truth(form.confirm) ? this.#confirm(intent, form, truth(form.off_session)) : intent;
  }

  /** The method's card; refused when nobody, or another, has it. */
  #method(id, customer) {
    if (cardOfToken(id)) return cardOfToken(id);
    const method = this.objects.get(id);
    if (!method || method.object !== 'payment_method') throw missing('PaymentMethod', id, 400);
    if (method.customer !== (customer ?? null)) {
      throw invalid('The PaymentMethod does not belong to the customer.', 'payment_method', 'payment_method_unexpected_state');
    }
    return this.card.get(id);
  }

  #confirm(intent, form, offSession = false) {
    if (['succeeded', 'processing', 'canceled'].includes(intent.status)) {
      throw new Refusal(400, problem('invalid_request_error', 'payment_intent_unexpected_state',
        `This PaymentIntent has a status of ${intent.status}.`, { payment_intent: intent }));
    }
    intent.payment_method = form.payment_method ?? intent.payment_method;
    const name = this.#method(intent.payment_method, intent.customer);
    if (cards[name].challenge && offSession) this.#decline(intent, 'authentication_required', 'authentication_required');
    else if (cards[name].challenge) this.#challenge(intent, form.return_url);
    else if (cards[name].decline ?? cards[name].later) this.#decline(intent, 'card_declined', cards[name].decline ?? cards[name].later);
    else this.#capture(intent, name);
    const error = intent.last_payment_error;
    if (!error) return intent;
    throw new Refusal(402, problem('card_error', error.code, error.message,
      { decline_code: error.decline_code, payment_intent: structuredClone(intent) }));
  }

  #decline(intent, code, decline) {
    intent.status = 'requires_payment_method';
    intent.last_payment_error = { type: 'card_error', code, decline_code: decline,
      message: code === 'card_declined' ? 'Your card was declined.' : 'Your card requires authentication.' };
    this.#emit('payment_intent.payment_failed', intent);
  }

  #challenge(intent, returnUrl) {
    if (!returnUrl) throw invalid('return_url is required', 'return_url', 'parameter_missing');
    intent.status = 'requires_action';
    intent.last_payment_error = null;
    intent.next_action = { type: 'redirect_to_url',
      redirect_to_url: { return_url: returnUrl, url: `${this.url}/acs/${intent.id}` } };
    this.#emit('payment_intent.requires_action', intent);
  }

  #capture(intent, name) {
    intent.next_action = intent.last_payment_error = null;
    this.card.set(intent.id, name);
    if (cards[name].pending) {
      intent.status = 'processing';
      return this.#emit('payment_intent.processing', intent);
    }
    intent.status = 'succeeded';
    intent.amount_received = intent.amount - (cards[name].short ?? 0);
    intent.latest_charge = `ch_${token()}`;
    if (cards[name].silent) this.silent.set(intent.id, cards[name].silent);
    this.#emit('payment_intent.succeeded', intent);
  }

  #refund(form) {
    only('refunds', form);
    const intent = this.objects.get(form.payment_intent);
    if (!intent) throw missing('payment_intent', form.payment_intent, 400);
    if (intent.status !== 'succeeded') {
      throw invalid('This PaymentIntent does not have a successful charge to refund.', 'payment_intent');
    }
    const before = this.all('refund').filter((r) => r.payment_intent === intent.id && r.status !== 'failed')
      .reduce((sum, r) => sum + r.amount, 0);
    const left = intent.amount_received - before;
    const amount = form.amount === undefined ? left : Number(form.amount);
    if (left === 0) {
      throw new Refusal(400, problem('invalid_request_error', 'charge_already_refunded',
        `Charge ${intent.latest_charge} has already been refunded.`));
    }
    if (!(amount >= 1 && amount <= left)) {
      throw new Refusal(400, problem('invalid_request_error', null,
        'Refund amount is greater than unrefunded amount on charge', { param: 'amount' }));
    }
    const refund = this.#keep(shape('refund', { amount, currency: intent.currency, payment_intent: intent.id,
      charge: intent.latest_charge, metadata: form.metadata ?? {}, reason: form.reason ?? null,
      status: cards[this.card.get(intent.id)]?.pending ? 'pending' : 'succeeded' }));
    this.#emit('refund.created', refund);
    return refund;
  }

  /**
   * A refund that the buyer's bank did not take in the end, which may be after it was said to have succeeded
   * (docs.stripe.com/refunds, failed refunds): the money is back in our balance.
   */
  failRefund(id, reason = 'expired_or_canceled_card') {
    const refund = this.objects.get(id);
    const before = { status: refund.status, failure_balance_transaction: null, failure_reason: null };
    Object.assign(refund, { status: 'failed', failure_reason: reason, failure_balance_transaction: `txn_${token()}` });
    for (const type of ['refund.failed', 'charge.refund.updated', 'refund.updated']) this.#emit(type, refund, before);
  }

  /** News of it that say nothing new. */
  tellAgain(id) { this.#emit('refund.updated', this.objects.get(id)); }

  #detach(method) {
    if (!method.customer) throw invalid('The payment method is not attached to a customer.', 'payment_method');
    method.customer = null;
    return method;
  }

  #expire(session) {
    if (session.status !== 'open') throw invalid('Only open sessions can be expired.', 'status');
    this.expire(session.id);
    return session;
  }

  /** A day has passed and nobody came. */
  expire(id) {
    const session = this.objects.get(id);
    Object.assign(session, { status: 'expired', url: null });
    this.#emit('checkout.session.expired', session);
  }

  /** The bank has made up its mind about a card that took a while. */
  settle(id, succeeds = true) {
    const object = this.objects.get(id);
    const intent = object.object === 'payment_intent' ? object : this.objects.get(object.payment_intent);
    this.card.set(intent.id, 'visa');
    if (succeeds) this.#capture(intent, 'visa');
    else this.#decline(intent, 'card_declined', 'generic_decline');
    if (object.object !== 'checkout.session') return;
    if (succeeds) object.payment_status = 'paid';
    this.#emit(`checkout.session.async_payment_${succeeds ? 'succeeded' : 'failed'}`, object);
  }

  // ---- what the buyer sees and does

  #page(method, url, body, response) {
    const [, place, name, id] = url.pathname.split('/');
    const object = this.objects.get(place === 'acs' ? name : id);
    if (!object || !['acs', 'c'].includes(place)) return response.writeHead(404).end('no such page');
    if (method === 'POST') {
      const pressed = Object.fromEntries(new URLSearchParams(body));
      const to = place === 'acs' ? this.approve(object.id, pressed.answer === 'approve') : this.pay(object.id, pressed.card);
      if (to) return response.writeHead(303, { Location: to }).end();
    }
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(place === 'acs' ? this.#bankPage() : this.#payPage(object));
  }

  #payPage(session) {
    const intent = this.objects.get(session.payment_intent);
    const buttons = session.status !== 'open' ? '<p>This page is over.</p>'
      : Object.keys(cards).map((name) => `<button name="card" value="${name}">${name.replaceAll('_', ' ')}</button>`).join('\n');
    return `<!DOCTYPE html><html lang="en"><title>Stripe, a fake</title><h1>${escape(session.mode)}</h1>
<p role="alert">${escape(intent?.last_payment_error?.message ?? '')}</p>
<form method="post">${buttons}</form><a href="${escape(session.cancel_url)}">Back</a></html>`;
  }

  #bankPage() {
    return `<!DOCTYPE html><html lang="en"><title>A bank, a fake</title><h1>Do you approve?</h1>
<form method="post"><button name="answer" value="approve">Approve</button>
<button name="answer" value="refuse">Refuse</button></form></html>`;
  }

  /** A card pressed on the hosted page: where the browser goes, or null. */
  pay(sessionId, name) {
    const session = this.objects.get(sessionId);
    if (session.status !== 'open') return session.success_url;
    if (!cards[name]) return null;
    if (session.mode === 'setup') return this.#setUp(session, name);
    let intent = this.objects.get(session.payment_intent);
    if (!intent) {
      const data = session.asked.payment_intent_data ?? {};
      intent = this.#keep(shape('payment_intent', { amount: session.amount_total, currency: session.currency,
        customer: session.customer, metadata: data.metadata ?? {}, description: data.description ?? null }));
      session.payment_intent = intent.id;
      this.#emit('payment_intent.created', intent);
    }
    this.card.set(session.id, name);
    if (cards[name].decline) {
      this.#decline(intent, 'card_declined', cards[name].decline);
      return null;
    }
    if (cards[name].challenge) {
      this.#challenge(intent, session.success_url);
      return intent.next_action.redirect_to_url.url;
    }
    this.#capture(intent, name);
    return this.#complete(session, intent, name);
  }

  #complete(session, intent, name) {
    Object.assign(session, { status: 'complete', url: null });
    if (intent.status === 'succeeded') session.payment_status = 'paid';
    if (cards[name].silent) {
      this.silent.delete(intent.id);
      this.silent.set(session.id, cards[name].silent);
    }
    this.#emit('checkout.session.completed', session);
    return session.success_url;
  }

  #setUp(session, name) {
    const intent = this.objects.get(session.setup_intent);
    if (cards[name].decline) return null;
    const method = this.#keep(shape('payment_method', { customer: session.customer, metadata: {} }));
    Object.assign(method.card, { brand: 'visa', display_brand: 'visa', last4: cards[name].last4, exp_month: 8, exp_year: 2034 });
    this.card.set(method.id, name);
    Object.assign(intent, { status: 'succeeded', payment_method: method.id });
    Object.assign(session, { status: 'complete', url: null });
    this.#emit('setup_intent.succeeded', intent);
    this.#emit('checkout.session.completed', session);
    return session.success_url;
  }

  /** The buyer's answer on the bank's page. */
  approve(intentId, approved) {
    const intent = this.objects.get(intentId);
    const to = intent.next_action?.redirect_to_url.return_url;
    if (intent.status !== 'requires_action') return to ?? null;
    const session = this.all('checkout.session').find((s) => s.payment_intent === intent.id);
    if (!approved) {
      this.#decline(intent, 'payment_intent_authentication_failure', null);
      intent.next_action = null;
      return session?.url ?? to;
    }
    this.#capture(intent, 'visa');
    return session ? this.#complete(session, intent, 'visa') : to;
  }

  // ---- events

  sign(payload, secret = this.webhookSecret, t = Math.floor(Date.now() / 1000)) {
    return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${payload}`).digest('hex')}`;
  }

  #modeOf(object) {
    const session = this.all('checkout.session').find((s) => s.payment_intent === object.id);
    return this.card.get(object.id) ?? this.card.get(session?.id) ?? this.card.get(object.payment_intent) ?? 'visa';
  }

  #emit(type, object, before) {
    const mode = this.#modeOf(object);
    const data = { object: structuredClone(object), ...(before && { previous_attributes: before }) };
    const event = shape('event', { type, api_version: '2026-10-28.endive', data });
    delete event.metadata;
    this.events.push(event);
    if (mode === 'timeout_after_capture') return;
    if (mode === 'late_event') return this.late.push(event);
    if (mode === 'out_of_order') return this.held.push(event);
    this.#deliver(event, { forged: mode === 'forged_event' });
    if (mode === 'duplicate_event') this.#deliver(event);
    for (const old of this.held.splice(0).reverse()) this.#deliver(old);
  }

  /** Three days later: the events say when they were made, the signature is new. */
  deliverLate() {
    for (const event of this.late.splice(0)) {
      event.created -= threeDaysS;
      this.#deliver(event);
    }
  }

  /** Those that wait for a later one, now, newest first. */
  deliverHeld() { for (const event of this.held.splice(0).reverse()) this.#deliver(event); }

  #deliver(event, { forged = false } = {}) {
    if (!this.eventUrl) return;
    const payload = JSON.stringify(event, null, 2);
    const secret = forged ? `whsec_${token(32)}` : this.webhookSecret;
    const job = (async () => {
      for (let tries = 0; tries < 20 && !this.closed; tries++) {
        const answer = await fetch(this.eventUrl, { method: 'POST', body: payload, headers: {
          'Content-Type': 'application/json', 'Stripe-Signature': this.sign(payload, secret) } }).catch(() => null);
        if (answer?.ok || forged) return;
        await new Promise((resolve) => { setTimeout(resolve, 50 * 2 ** Math.min(tries, 6)).unref(); });
      }
    })();
    this.deliveries.push(job);
  }
}
