// A mail as a reader of its own takes it: MIME by postal-mime, the QR code in
// its picture by zbarimg.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { mustRun } from './proc.mjs';

export const zbarMissing = () => (fs.existsSync('/usr/bin/zbarimg') ? '' : '/usr/bin/zbarimg not found: apt-get install zbar-tools');

/** { subject, text, html, attachments, ... } of what a mail server was given. */
export const letter = (message) => PostalMime.parse(message.data);

/** The one address of the form .../o/#token that a text holds, however often. */
export function linkIn(text) {
  const links = new Set(text.match(/https?:\/\/[^\s"<>]+\/o\/#[a-z2-7]{32}/g));
  assert.equal(links.size, 1, `one link, not ${[...links].join(' ')}`);
  return [...links][0];
}

/** What the code in the picture says that the HTML shows. */
export async function codeIn(mail, dir) {
  const [, id] = /<img src="cid:([^"]+)"/.exec(mail.html);
  const picture = mail.attachments.find((a) => a.contentId === `<${id}>`);
  assert.ok(picture, `the part of Content-ID ${id}`);
  assert.deepEqual([picture.mimeType, picture.disposition, picture.related], ['image/png', 'inline', true]);
  const file = path.join(dir, 'code.png');
  fs.writeFileSync(file, Buffer.from(picture.content));
  return (await mustRun('zbarimg', ['--raw', '--quiet', file])).stdout.trim();
}
