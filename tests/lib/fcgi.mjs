// FastCGI 1.0 from the web server's side, by hand, so that a test can send
// what no web server would.
import net from 'node:net';

export const BEGIN = 1, ABORT = 2, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, STDERR = 7;
export const RESPONDER = 1, KEEP_CONN = 1;

export function record(type, id, content = Buffer.alloc(0), { version = 1, padding = 0 } = {}) {
  const body = Buffer.from(content);
  const header = Buffer.from([version, type, id >> 8, id & 255,
    body.length >> 8, body.length & 255, padding, 0]);
  return Buffer.concat([header, body, Buffer.alloc(padding)]);
}

export function begin(id = 1, { role = RESPONDER, flags = 0 } = {}) {
  return record(BEGIN, id, Buffer.from([role >> 8, role & 255, flags, 0, 0, 0, 0, 0]));
}

function length(n) {
  return n < 128 ? Buffer.from([n])
    : Buffer.from([0x80 | (n >>> 24), (n >> 16) & 255, (n >> 8) & 255, n & 255]);
}

export function pairs(params) {
  const parts = [];
  for (const [name, value] of Object.entries(params)) {
    const n = Buffer.from(name), v = Buffer.from(String(value));
    parts.push(length(n.length), length(v.length), n, v);
  }
  return Buffer.concat(parts);
}

/** A whole request's records: begin, parameters, body, both ended. */
export function whole(params, body = '', { id = 1, flags = 0 } = {}) {
  const chunks = [begin(id, { flags })];
  const encoded = pairs(params);
  for (let at = 0; at < encoded.length; at += 65535) {
    chunks.push(record(PARAMS, id, encoded.subarray(at, at + 65535)));
  }
  chunks.push(record(PARAMS, id));
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += 65535) {
    chunks.push(record(STDIN, id, bytes.subarray(at, at + 65535)));
  }
  chunks.push(record(STDIN, id));
  return Buffer.concat(chunks);
}

/** The parameters of a request, as the example sites pass them. */
export function request(site, method, uri, extra = {}) {
  const at = uri.indexOf('?');
  return {
    REQUEST_METHOD: method, REQUEST_URI: uri, SERVER_PROTOCOL: 'HTTP/1.1',
    QUERY_STRING: at < 0 ? '' : uri.slice(at + 1), REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: '', CONTENT_LENGTH: '', ...site, ...extra,
  };
}

export class Peer {
  /** Connects to a responder's socket: { path } or { port }. */
  static open(address) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(address);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Peer(socket));
      });
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.bytes = Buffer.alloc(0);
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.onData?.();
    });
    socket.on('close', () => { this.gone = true; this.onData?.(); });
  }

  send(bytes) {
    return new Promise((resolve) => { this.socket.write(bytes, () => resolve()); });
  }

  /** The next END_REQUEST's answer, or null when the peer closed first. */
  async answer() {
    const out = [];
    for (;;) {
      while (this.bytes.length >= 8) {
        const n = this.bytes.readUInt16BE(4), padding = this.bytes[6];
        if (this.bytes.length < 8 + n + padding) break;
        const type = this.bytes[1];
        const content = this.bytes.subarray(8, 8 + n);
        this.bytes = this.bytes.subarray(8 + n + padding);
        if (type === STDOUT) out.push(content);
        if (type === END) return parse(Buffer.concat(out));
      }
      if (this.gone) return null;
      await new Promise((resolve) => { this.onData = resolve; });
    }
  }

  close() { this.socket.destroy(); }
}

function parse(bytes) {
  const at = bytes.indexOf('\r\n\r\n');
  const headers = {};
  for (const line of bytes.subarray(0, at).toString().split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number.parseInt(headers.status ?? '200', 10), headers,
    text: bytes.subarray(at + 4).toString() };
}
