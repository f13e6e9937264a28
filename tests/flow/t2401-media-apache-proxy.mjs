// The story of t2400-media, behind apache-proxy at /.
process.env.SOUK_SERVER = 'apache-proxy';
process.env.SOUK_BASE = '';
await import('./t2400-media.mjs');
