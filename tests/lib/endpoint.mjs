// A seller's endpoint as souk-endpoint(7) says it, and nothing but that page
// was needed to write it; with the faults that sellers' endpoints have.
import { createCipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';

const hmac = (key, data, form) => createHmac('sha256', key).update(data).digest(form);

/** The signature of a request's query, upper case. */
export function signatureOf(key, nonce, timestamp, body) {
  return hmac(key, key + nonce + timestamp + hmac(key, body, 'hex'), 'hex').toUpperCase();
}

/** The value of Body-Sign. */
export const bodySign = (key, body) =>
  `sign_type="HMAC-SHA256", signature="${hmac(key, body, 'base64')}"`;

const same = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** encryptType 2: the first 16 bytes of the generator are SHA-1 of SHA-1. */
function encrypt(key, text) {
  const sha1 = (data) => createHash('sha1').update(data).digest();
  const iv = randomBytes(8).toString('hex');
  const cipher = createCipheriv('aes-128-cbc', sha1(sha1(key)).subarray(0, 16), iv);
  return iv + cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

/** A map written anew, as endpoints do that sign what they have parsed. */
const rewritten = (map) => JSON.stringify(Object.fromEntries(
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))));

export class Endpoint {
  /**
   * Modes: slow, 500, wrong-signature, unsigned, other-instance, huge,
   * redirect (to `target`), business-id, under-way, encrypted, html, sold-out.
   */
  mode = null;
  target = null;
  /** The id that other-instance answers, whosever it is. */
  force = null;
  /** A promise that the next answers wait for. */
  gate = null;
  /** The first sign-in's. */
  password = 'planted-Passw0rd';
  heard = [];
  instances = new Map();
  /** Those of calls with testFlag 1. */
  tests = new Map();
  #nonces = new Set();
  #serial = 0;

  static async start(key, tls, port = 0) {
    const endpoint = new Endpoint();
    endpoint.key = key;
    endpoint.server = https.createServer({ key: tls, cert: tls }, (request, response) => {
      endpoint.#hear(request, response).catch((error) => {
        endpoint.fault = error;
        response.destroy();
      });
    }).listen(port, '127.0.0.1');
    await once(endpoint.server, 'listening');
    endpoint.port = endpoint.server.address().port;
    endpoint.url = `https://127.0.0.1:${endpoint.port}/saas?shop=7`;
    return endpoint;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #hear(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const query = new URL(request.url, 'https://endpoint').searchParams;
    this.heard.push({ method: request.method, headers: request.headers, query, body });
    if (this.mode === 'redirect') {
      response.writeHead(302, { Location: this.target }).end();
      return;
    }
    if (this.mode === '500') {
      response.writeHead(500).end('out of order');
      return;
    }
    let answer = this.#check(request, query, body);
    if (!answer) answer = this.#answer(JSON.parse(body));
    await this.gate;
    if (this.mode === 'slow') await new Promise((resolve) => { setTimeout(resolve, 20000).unref(); });
    this.#send(response, answer);
  }

  #check(request, query, body) {
    const denied = { resultCode: '000001', resultMsg: 'denied' };
    const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
    if (request.method !== 'POST' || !/^\d{13}$/.test(timestamp) || nonce === '') return denied;
    if (Math.abs(Date.now() - Number(timestamp)) > 60000 || this.#nonces.has(nonce)) return denied;
    const signature = (query.get('signature') ?? '').toUpperCase();
    if (!same(signature, signatureOf(this.key, nonce, timestamp, body))) return denied;
    // Those who write the map anew before they sign must come to the same.
    if (!same(signature, signatureOf(this.key, nonce, timestamp, rewritten(JSON.parse(body))))) return denied;
    this.#nonces.add(nonce);
    return null;
  }

  #send(response, answer) {
    const body = this.mode === 'html' ? '<html><title>Welcome</title></html>'
      : this.mode === 'huge' ? JSON.stringify({ ...answer, more: 'x'.repeat(3 << 20) })
        : JSON.stringify(answer);
    const headers = { 'Content-Type': 'application/json' };
    if (this.mode === 'wrong-signature') headers['Body-Sign'] = bodySign(`${this.key}x`, body);
    else if (this.mode !== 'unsigned') headers['Body-Sign'] = bodySign(this.key, body);
    response.writeHead(200, headers).end(body);
  }

  #answer(call) {
    const done = { resultCode: '000000', resultMsg: 'success.' };
    if (call.activity === 'newInstance') return { ...done, ...this.#create(call) };
    const instances = call.testFlag === '1' ? this.tests : this.instances;
    const instance = instances.get(call.instanceId);
    if (!instance) return { resultCode: '000003', resultMsg: 'no such instance' };
    switch (call.activity) {
      case 'refreshInstance':
        instance.ends = call.expireTime;
        instance.scene = call.scene;
        return done;
      case 'updateInstanceStatus':
        instance.frozen = call.status === 'FREEZE';
        return done;
      case 'releaseInstance':
        instances.delete(call.instanceId);
        return done;
      case 'queryInstance':
        if (this.mode === 'under-way') return { resultCode: '000004' };
        return { ...done, info: [{ instanceId: 'another' }, { instanceId: call.instanceId, appInfo: this.#app() }] };
      default:
        return { resultCode: '000002', resultMsg: `no activity ${call.activity}` };
    }
  }

  #create(call) {
    if (this.mode === 'sold-out') return { resultCode: '000106', resultMsg: 'Nothing left.' };
    const instances = call.testFlag === '1' ? this.tests : this.instances;
    const known = [...instances].find(([, i]) =>
      i.orderId === call.orderId && i.orderLineId === call.orderLineId)?.[0];
    const id = this.mode === 'business-id' ? call.businessId
      : this.mode === 'other-instance' && this.force ? this.force
        : known && this.mode !== 'other-instance' ? known : `instance-${++this.#serial}`;
    if (id !== this.force) instances.set(id, { ...call, frozen: false, ends: call.expireTime });
    if (this.mode === 'under-way') return { resultCode: '000004', resultMsg: 'wait', instanceId: id };
    const more = this.mode === 'encrypted' ? { encryptType: '2' } : {};
    return { instanceId: id, appInfo: this.#app(), ...more };
  }

  #app() {
    const hide = this.mode === 'encrypted' ? (text) => encrypt(this.key, text) : (text) => text;
    return { frontEndUrl: 'https://app.example/?tenant=7', adminUrl: 'https://app.example/admin',
      userName: hide('admin'), password: hide(this.password), memo: 'Welcome.\nCall us.' };
  }
}
