// An SMS gateway as Kannel's sendsms is one, that keeps what it is given:
// messages[] of { to, text, coding }.  fail(status) refuses from then on.
import { once } from 'node:events';
import http from 'node:http';
import { until } from './proc.mjs';

export class SmsSink {
  static async start() {
    const sink = new SmsSink();
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server, 'listening');
    sink.port = sink.server.address().port;
    return sink;
  }

  constructor() {
    this.messages = [];
    this.tries = 0;
    this.refusal = 0;
    this.server = http.createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, 'http://sink');
      this.tries++;
      const right = request.method === 'GET' && pathname === '/cgi-bin/sendsms' && searchParams.get('password') === 'sms-secret';
      const status = right ? this.refusal || 202 : 403;
      if (status === 202) this.messages.push(Object.fromEntries(searchParams));
      response.writeHead(status, { 'Content-Type': 'text/plain' });
      response.end(status === 202 ? '0: Accepted for delivery' : 'refused');
    });
  }

  /** For SOUK_SMS_URL; the password comes from a file. */
  get url() { return `http://127.0.0.1:${this.port}/cgi-bin/sendsms?username=souk&password={password}&to={to}&text={text}&coding={coding}`; }

  fail(status) { this.refusal = status; }

  /** The newest message to a number, once it is there. */
  next(to, after = 0) {
    return until(() => this.messages.slice(after).findLast((m) => m.to === to), `SMS to ${to}`);
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The code that an SMS carries. */
export const smsCode = (message) => /\b\d{6}\b/.exec(message.text)[0];
