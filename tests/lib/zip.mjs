// The files of a ZIP archive (PKWARE APPNOTE 6.3), by its directory.
import assert from 'node:assert/strict';
import { crc32, inflateRawSync } from 'node:zlib';

/** Map of names to contents. */
export function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert.ok(end >= 0, 'a ZIP ends with its directory');
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.toString('latin1', at, at + 4), 'PK\x01\x02');
    const [way, crc, packed, size, nameSize, extra, comment, head] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameSize);
    const from = head + 30 + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28);
    const data = bytes.subarray(from, from + packed);
    const file = way === 0 ? data : inflateRawSync(data);
    assert.equal(file.length, size, name);
    if (crc32) assert.equal(crc32(file), crc, name);
    assert.ok(!files.has(name), `${name} twice`);
    files.set(name, file);
    at += 46 + nameSize + extra + comment;
  }
  return files;
}
