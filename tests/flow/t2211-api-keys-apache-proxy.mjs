// The story of t2210-api-keys, behind apache-proxy at /.
process.env.SOUK_SERVER = 'apache-proxy';
process.env.SOUK_BASE = '';
await import('./t2210-api-keys.mjs');
