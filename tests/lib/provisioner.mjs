// A host's provisioner as souk-provision(7) says it: it checks signatures,
// does each request once, and answers at once or calls back.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

/** A key as SOUK_PROVISION_KEY_FILE has it. */
export const newKey = () => `whsec_${randomBytes(32).toString('base64')}`;

const bytes = (key) => Buffer.from(key.replace(/^whsec_/, ''), 'base64');
const entry = (key, id, at, body) =>
  `v1,${createHmac('sha256', bytes(key)).update(`${id}.${at}.${body}`).digest('base64')}`;

/** The three headers of a message. */
export function signed(key, id, body, at = Math.floor(Date.now() / 1000)) {
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': entry(key, id, at, body) };
}

/** Whether one of the entries is of one of our keys, and the time is now. */
export function verified(keys, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': entries } = headers;
  if (!id || !/^\d+$/.test(at ?? '') || Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  return (entries ?? '').split(' ').some((one) => keys.some((key) => {
    const right = entry(key, id, at, body);
    return one.length === right.length && timingSafeEqual(Buffer.from(one), Buffer.from(right));
  }));
}

export class Provisioner {
  /** Modes: later (202), refuse (400), 500, redirect, nonsense, huge; null is at once. */
  mode = null;
  /** A promise that the next answers wait for. */
  gate = null;
  heard = [];
  forged = 0;
  services = new Map();
  #done = new Map();

  static async start(...keys) {
    const provisioner = new Provisioner();
    provisioner.keys = keys;
    provisioner.server = http.createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      await provisioner.#hear(request, response, Buffer.concat(chunks).toString());
    }).listen(0, '127.0.0.1');
    await once(provisioner.server, 'listening');
    provisioner.url = `http://127.0.0.1:${provisioner.server.address().port}/souk`;
    return provisioner;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #hear(request, response, body) {
    if (!verified(this.keys, request.headers, body)) {
      this.forged++;
      response.writeHead(401).end();
      return;
    }
    const id = request.headers['webhook-id'];
    const message = JSON.parse(body);
    this.heard.push({ id, ...message });
    await this.gate;
    if (this.mode === '500') response.writeHead(500).end();
    else if (this.mode === 'refuse') response.writeHead(400).end(body);
    else if (this.mode === 'redirect') response.writeHead(307, { Location: this.url }).end();
    else if (this.mode === 'nonsense') response.writeHead(200).end('{"access_url": "ftp://x"}');
    else if (this.mode === 'huge') response.writeHead(200).end(JSON.stringify({ note: 'x'.repeat(3 << 20) }));
    else {
      if (!this.#done.has(id)) this.#done.set(id, this.#do(message));
      const answer = this.#done.get(id);
      if (this.mode === 'later') response.writeHead(202).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    }
  }

  #do({ type, data }) {
    const service = this.services.get(data.line) ?? { runs: 0 };
    switch (type) {
      case 'service.create':
        this.services.set(data.line, { ...data, state: 'running', runs: service.runs + 1 });
        return { access_url: 'https://192.0.2.7/', note: `Ready in ${data.server?.region ?? 'the cloud'}.` };
      case 'service.renew': service.term_ends_at = data.term_ends_at; break;
      case 'service.freeze': service.state = 'frozen'; break;
      case 'service.unfreeze': service.state = 'running'; break;
      case 'service.release': this.services.delete(data.line); break;
      default: throw new Error(type);
    }
    return {};
  }

  /** The headers and body of a callback; to be posted to the callback_url. */
  callback(line, more, { type = 'service.delivered', id = `evt_${line}`, key = this.keys[0], at } = {}) {
    const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data: { line, ...more } });
    return { headers: { 'Content-Type': 'application/json', ...signed(key, id, body, at) }, body };
  }
}
