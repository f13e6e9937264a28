// A mail server that keeps what it is sent: messages[] of { from, to, data }.
// With tls it speaks smtps, and lets in who knows the password alone.
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { until } from './proc.mjs';

export class MailSink {
  static async start(options) {
    const sink = new MailSink(options);
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server, 'listening');
    sink.port = sink.server.address().port;
    return sink;
  }

  constructor({ pem = null, password = null } = {}) {
    Object.assign(this, { password, messages: [], sockets: new Set() });
    const talk = (socket) => this.#talk(socket);
    this.server = pem ? tls.createServer({ key: pem, cert: pem }, talk) : net.createServer(talk);
  }

  /** Base64 of NUL, the user's name, NUL, the password (RFC 4616). */
  #admits(line) {
    return Buffer.from(line, 'base64').toString().split('\0')[2] === this.password;
  }

  #talk(socket) {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    let input = '', message = null, inData = false, asked = false, known = !this.password;
    const say = (line) => socket.write(`${line}\r\n`);
    const reset = () => { message = { from: '', to: [], data: '' }; inData = false; };
    reset();
    say('220 sink ESMTP');
    socket.on('data', (chunk) => {
      input += chunk.toString('latin1');
      for (;;) {
        if (inData) {
          const end = input.startsWith('.\r\n') ? 0 : input.indexOf('\r\n.\r\n');
          if (end < 0) return;
          // RFC 5321, 4.5.2: a line's first dot was doubled for the way.
          message.data = Buffer.from(input.slice(0, end), 'latin1').toString('utf8').replace(/^\.\./gm, '.');
          input = input.slice(end === 0 ? 3 : end + 5);
          this.messages.push(message);
          reset();
          say('250 kept');
          continue;
        }
        const at = input.indexOf('\r\n');
        if (at < 0) return;
        const line = input.slice(0, at);
        input = input.slice(at + 2);
        const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
        if (asked) { asked = false; known = this.#admits(line); say(known ? '235 ok' : '535 no'); }
        else if (/^EHLO/i.test(line)) {
          say('250-sink');
          if (!known) say('250-AUTH PLAIN');
          say('250-8BITMIME');
          say('250 SMTPUTF8');
        } else if (/^AUTH PLAIN$/i.test(line)) { asked = true; say('334 '); }
        else if (!known && /^MAIL/i.test(line)) say('530 sign in first');
        else if (/^MAIL/i.test(line)) { message.from = address; say('250 ok'); }
        else if (/^RCPT/i.test(line)) { message.to.push(address); say('250 ok'); }
        else if (/^DATA/i.test(line)) { inData = true; say('354 go on'); }
        else if (/^RSET/i.test(line)) { reset(); say('250 ok'); }
        else if (/^QUIT/i.test(line)) { say('221 bye'); socket.end(); }
        else say('250 ok');
      }
    });
  }

  /** The newest message to an address that fits, once it is there. */
  next(to, fits = () => true, after = 0) {
    return until(() => this.messages.slice(after)
      .findLast((m) => m.to.includes(to) && fits(plain(m.data))), `mail to ${to}`);
  }

  async stop() {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A message's text with quoted-printable and base64 parts decoded. */
export function plain(data) {
  const parts = [];
  const decode = (head, body) => {
    const boundary = /boundary="?([^"\r\n;]+)/i.exec(head)?.[1];
    if (boundary) {
      for (const part of body.split(`--${boundary}`)) {
        const at = part.indexOf('\r\n\r\n');
        if (at > 0) decode(part.slice(0, at), part.slice(at + 4));
      }
    } else if (/transfer-encoding:\s*base64/i.test(head)) {
      parts.push(Buffer.from(body, 'base64').toString('utf8'));
    } else if (/transfer-encoding:\s*quoted-printable/i.test(head)) {
      const bytes = body.replace(/=\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      parts.push(Buffer.from(bytes, 'latin1').toString('utf8'));
    } else {
      parts.push(body);
    }
  };
  const at = data.indexOf('\r\n\r\n');
  decode(data.slice(0, at), data.slice(at + 4));
  return parts.join('\n');
}
