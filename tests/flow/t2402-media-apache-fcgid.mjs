// The story of t2400-media, behind apache-fcgid at /.
process.env.SOUK_SERVER = 'apache-fcgid';
process.env.SOUK_BASE = '';
await import('./t2400-media.mjs');
