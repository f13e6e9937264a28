// A real SMS gateway: Kannel's bearerbox and smsbox with the fake SMSC that
// comes with it, on loopback.  messages() are what arrived at the SMSC, parts
// put together again; each is reported as delivered to its dlr-url.
import fs from 'node:fs';
import path from 'node:path';
import { accepts, freePort, Proc, until } from './proc.mjs';

const FAKE = '/usr/lib/kannel/test/fakesmsc';
const SBIN = '/usr/sbin';

/** Why it cannot be had here, with the mend; or ''. */
export function kannelMissing() {
  const missing = [path.join(SBIN, 'bearerbox'), path.join(SBIN, 'smsbox'), FAKE].find((file) => !fs.existsSync(file));
  return missing ? `${missing} not found: apt-get install kannel kannel-extras` : '';
}

const bytes = (text) => Buffer.from(text.replace(/\+/g, ' ').replace(/%([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');

/** "<from to text words>", "<from to ucs-2 bytes>", "<from to udh %05.. data|text bytes>" as fakesmsc tells of them. */
function parse(line) {
  const [, from, to, kind, rest] = /^<(\S+) (\S+) (\S+) (.*)>$/s.exec(line);
  if (kind === 'text') return { from, to, coding: 'gsm', text: rest };
  const [, udh, type, body] = kind === 'udh' ? /^(\S+) (\S+) (.*)$/s.exec(rest) : [null, '', kind, rest];
  const head = bytes(udh), data = bytes(body);
  // 3GPP TS 23.040, 9.2.3.24.1: element 0 is (reference, parts, this one).
  const part = head.length === 6 && head[1] === 0 ? { of: head[4], at: head[5], ref: head[3] } : null;
  const wide = type !== 'text';
  const text = wide ? Buffer.from(data).swap16().toString('utf16le') : data.toString('utf8');
  return { from, to, coding: wide ? 'ucs2' : 'gsm', text, part, octets: data.length };
}

export class Kannel {
  static async start(dir) {
    const kannel = new Kannel();
    fs.mkdirSync(dir, { recursive: true });
    const [admin, box, smsc, send] = await Promise.all([1, 2, 3, 4].map(freePort));
    const conf = path.join(dir, 'kannel.conf');
    kannel.port = send;
    kannel.log = path.join(dir, 'smsc.log');
    fs.writeFileSync(conf, `group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = none
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = ${box}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
host = 127.0.0.1
port = ${smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${send}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = souk
password = sms-secret
default-sender = souk
max-messages = 3
concatenation = true

group = sms-service
keyword = default
max-messages = 0
text = ""
`, { mode: 0o600 });
    const start = async (name, file, args, ready, log = path.join(dir, `${name}.log`)) => {
      const proc = new Proc(name, file, args, { log });
      kannel.procs.unshift(proc);
      await proc.ready(ready);
    };
    await start('bearerbox', path.join(SBIN, 'bearerbox'), [conf], () => accepts({ host: '127.0.0.1', port: box }));
    await start('smsbox', path.join(SBIN, 'smsbox'), [conf], () => accepts({ host: '127.0.0.1', port: send }));
    // It must say something to be heard; nobody answers that.
    await start('fakesmsc', FAKE, ['-H', '127.0.0.1', '-r', String(smsc), '-m', '1', '100 200 text hello'],
      () => fs.readFileSync(kannel.log, 'utf8').includes('sent message 1'), kannel.log);
    return kannel;
  }

  procs = [];

  /** For SOUK_SMS_URL; the password comes from a file. */
  get url() {
    return `http://127.0.0.1:${this.port}/cgi-bin/sendsms?username=souk&password={password}&charset=UTF-8&to={to}&text={text}&coding={coding}&dlr-mask=31&dlr-url={report}`;
  }

  /** Whole messages in the order of their first parts: { to, text, coding, parts, octets }. */
  messages() {
    const whole = [];
    for (const [, line] of fs.readFileSync(this.log, 'utf8').matchAll(/Got message \d+: (<.*>)$/gm)) {
      const m = parse(line);
      const of = m.part && whole.find((w) => w.ref === m.part.ref && w.to === m.to && w.pieces.length < m.part.of);
      if (of) of.pieces.push(m);
      else whole.push({ to: m.to, coding: m.coding, ref: m.part?.ref, parts: m.part?.of ?? 1, pieces: [m] });
    }
    return whole.filter((w) => w.pieces.length === w.parts).map(({ pieces, ...w }) => ({ ...w,
      text: pieces.toSorted((a, b) => (a.part?.at ?? 0) - (b.part?.at ?? 0)).map((p) => p.text).join(''),
      octets: pieces.map((p) => p.octets) }));
  }

  next(to, fits = () => true, after = 0) {
    return until(() => this.messages().slice(after).findLast((m) => m.to === to && fits(m.text)), `SMS to ${to}`);
  }

  async stop() {
    for (const proc of this.procs) await proc.stop(3000);
  }
}
