// A small HTTP client: keeps cookies as a browser would, shows headers as
// they came (a repeated one stays visible), follows nothing by itself.
import http from 'node:http';

/** What was typed or given in confidence: text -> what it is. */
export const confided = new Map();
const names = ['password', 'new_password', 'secret', 'token', 'keys', 'recovery_codes'];

/** Long enough, and varied enough, to be nothing else. */
function confide(kind, text) {
  if (text.length >= 16 && new Set(text).size >= 8) confided.set(text, kind);
}

function confideAll(json) {
  for (const [name, value] of Object.entries(json ?? {})) {
    if (names.includes(name)) for (const one of [value].flat()) if (typeof one === 'string') confide(name, one);
    if (typeof value === 'object') confideAll(value);
  }
}

export class Client {
  constructor(origin, { base = '', headers = {} } = {}) {
    this.origin = origin;
    this.base = base;
    this.headers = headers;
    this.cookies = new Map();
    this.csrf = null;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  }

  close() { this.agent.destroy(); }

  /** A second browser profile for the same site, with nothing in it. */
  fresh() { return new Client(this.origin, { base: this.base, headers: this.headers }); }

  /** One exchange; path is below the base unless it is a whole URL. */
  request(method, path, { headers = {}, body, timeoutMs = 60000 } = {}) {
    const url = path.startsWith('http') ? path : this.origin + this.base + path;
    const all = { ...this.headers, ...headers };
    if (this.cookies.size > 0) {
      all.Cookie ??= [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    if (body !== undefined) all['Content-Length'] ??= Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      // The path goes out as written: some tests need "..", "//" and %2F.
      const at = /^(https?:\/\/[^/]+)(.*)$/.exec(url);
      const { hostname, port } = new URL(at[1]);
      const request = http.request({
        hostname, port, method, path: at[2] || '/', headers: all,
        agent: this.agent, timeout: timeoutMs,
      }, (message) => {
        const chunks = [];
        message.on('data', (chunk) => chunks.push(chunk));
        message.on('error', reject);
        message.on('end', () => {
          this.#keepCookies(message.headers['set-cookie'] ?? []);
          resolve(new Answer(message, Buffer.concat(chunks)));
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${method} ${url}: no answer in ${timeoutMs} ms`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  get(path, options) { return this.request('GET', path, options); }

  /** A request as the pages make it: JSON, Origin, CSRF token. */
  api(method, path, json, { headers = {}, ...rest } = {}) {
    const all = { Origin: this.origin, 'Sec-Fetch-Site': 'same-origin', ...headers };
    if (this.csrf && !('X-Souk-CSRF' in all)) all['X-Souk-CSRF'] = this.csrf;
    if (json !== undefined && !('Content-Type' in all)) all['Content-Type'] = 'application/json';
    const body = json === undefined || typeof json === 'string' || Buffer.isBuffer(json)
      ? json : JSON.stringify(json);
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    if (typeof json === 'object' && !Buffer.isBuffer(json)) confideAll(json);
    return this.request(method, path, { headers: all, body, ...rest });
  }

  post(path, json, options) { return this.api('POST', path, json, options); }

  #keepCookies(lines) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      confide('session', pair.slice(at + 1));
      const gone = attributes.some((a) => /^max-age=0$/i.test(a));
      if (gone || pair.length === at + 1) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(at + 1));
    }
  }
}

class Answer {
  constructor(message, body) {
    this.status = message.statusCode;
    this.headers = message.headers;
    this.raw = message.rawHeaders;
    this.body = body;
  }

  get text() { return this.body.toString('utf8'); }

  get json() {
    try {
      const json = JSON.parse(this.text);
      confideAll(json);
      return json;
    } catch {
      throw new Error(`status ${this.status}, not JSON: ${this.text.slice(0, 400)}`);
    }
  }

  /** Every value of a header, in order. */
  all(name) {
    const values = [];
    for (let i = 0; i < this.raw.length; i += 2) {
      if (this.raw[i].toLowerCase() === name.toLowerCase()) values.push(this.raw[i + 1]);
    }
    return values;
  }
}
