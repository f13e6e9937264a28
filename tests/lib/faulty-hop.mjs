// Between the shop and its gateway: passes requests on, but for those that
// meet a fault.  Before the gateway has it: 'cut' (the connection ends),
// 'broken' (500).  After it has done it: 'cut after', 'broken after', 'half'
// (the answer ends in its middle), 'garbled' (a proxy's page), 'silent',
// 'other amount' (one unit less), 'die' (the connection ends and nobody listens
// any more), or a function, awaited with the answer's JSON before it goes on.
import { once } from 'node:events';
import http from 'node:http';

const cutShort = (text) => text.slice(0, text.length / 2);
const lessOf = (text) => text.replace(/"(amount|amount_total|amount_received)":\s*(\d+)/g, (_, name, n) => `"${name}":${n - 1}`);

export class FaultyHop {
  /** keeps: connections are kept; curl then tries a lost request again by itself. */
  constructor(target, { keeps = false } = {}) {
    this.target = new URL(target);
    this.keeps = keeps;
    this.faults = [];
    this.waiting = new Set();
    this.agent = new http.Agent({ keepAlive: true });
  }

  async listen(port = 0) {
    this.server = http.createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    }).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  /** Nobody listens there until back(). */
  async away() {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  back() { return this.listen(this.port); }

  async close() {
    this.agent.destroy();
    if (this.server.listening) await this.away();
  }

  /** The next request of that method meets it. */
  fault(method, kind) { this.faults.push({ method, kind }); }

  #pass(request, body) {
    return new Promise((resolve, reject) => {
      const onward = http.request({ host: this.target.hostname, port: this.target.port, method: request.method,
        path: request.url, headers: request.headers, agent: this.agent }, async (answer) => {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() });
      });
      onward.on('error', reject);
      onward.end(body);
    });
  }

  async #serve(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const at = this.faults.findIndex((f) => f.method === request.method);
    const kind = at < 0 ? null : this.faults.splice(at, 1)[0].kind;
    response.setHeader('Connection', this.keeps ? 'keep-alive' : 'close');
    if (kind === 'cut') return response.destroy();
    if (kind === 'broken') return response.writeHead(500).end('{}');
    let { status, headers, text } = await this.#pass(request, Buffer.concat(chunks));
    if (kind === 'cut after') return response.destroy();
    if (kind === 'broken after') return response.writeHead(500).end('{}');
    if (kind === 'garbled') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>502');
    if (kind === 'die') return this.away();
    if (kind === 'silent') return this.waiting.add(response);
    if (kind === 'other amount') text = lessOf(text);
    if (typeof kind === 'function') await kind(JSON.parse(text));
    response.writeHead(status, { ...headers, connection: response.getHeader('Connection'),
      'content-length': Buffer.byteLength(text) });
    if (kind === 'half') response.write(cutShort(text), () => response.destroy());
    else response.end(text);
    return response;
  }
}
