import { acknowledge, describe } from './load/acknowledgement.ts';

const rate = Number(process.argv[2] ?? 200),
  seconds = Number(process.argv[3] ?? 10);
console.log(describe(await acknowledge({ perSecond: rate, seconds, databaseUrl: process.env.TEST_DB })));
