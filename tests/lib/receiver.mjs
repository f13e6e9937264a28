// A company's own server that is told of events, souk-webhooks(7): it keeps
// what it heard, and answers as its mode says.
import { once } from 'node:events';
import http from 'node:http';

export class Receiver {
  /** Modes: 500, refuse (400), gone (410), redirect (to `target`), huge, hang-up,
   * late (takes it after 1.5 s), slow (never answers); null takes it. */
  mode = null;
  target = null;
  heard = [];
  /** Requests of anything but the address that was given. */
  strays = 0;

  static async start() {
    const receiver = new Receiver();
    receiver.server = http.createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      receiver.#hear(request, response, Buffer.concat(chunks).toString());
    }).listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    receiver.port = receiver.server.address().port;
    receiver.url = `http://127.0.0.1:${receiver.port}/hooks?shop=7`;
    return receiver;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #hear(request, response, body) {
    if (request.url !== '/hooks?shop=7') {
      this.strays++;
      response.writeHead(200).end();
      return;
    }
    this.heard.push({ id: request.headers['webhook-id'], headers: request.headers, body, json: JSON.parse(body) });
    switch (this.mode) {
      case '500': response.writeHead(500).end('out of paper'); break;
      case 'refuse': response.writeHead(400).end('not this one'); break;
      case 'gone': response.writeHead(410).end(); break;
      case 'redirect': response.writeHead(307, { Location: this.target }).end(); break;
      case 'huge': response.writeHead(200).end('x'.repeat(3 << 20)); break;
      case 'hang-up': request.socket.destroy(); break;
      case 'late': setTimeout(() => response.writeHead(200).end(), 1500); break;
      case 'slow': break;
      default: response.writeHead(200).end('thank you');
    }
  }

  /** How many are connected. */
  connections() {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, n) => error ? reject(error) : resolve(n));
    });
  }

  /** What came since the last call. */
  take() { return this.heard.splice(0); }
}
