import { mountGateway } from '/work/main/bench/tmp-gw/gateway.ts';
process.on("SIGINT",()=>process.exit(0));
import { createServer } from '/work/main/packages/http/src/http.ts';
import { JsonText } from '/work/main/packages/contract/src/contract.ts';
import { catalogContract } from '/work/main/services/catalog/src/contract.ts';
import { createLogger } from '/work/main/packages/telemetry/src/telemetry.ts';
import Fastify from '/work/main/node_modules/fastify/fastify.js';
const body='{"listings":['+'"x",'.repeat(4700)+'"y"]}';
const log=createLogger({level:'info'});
if(process.argv[2]==='bare'){const app=Fastify();const b=Buffer.from(body);app.get('/v1/listings',(q,r)=>r.type('application/json; charset=utf-8').send(b));app.get('/cpu',()=>process.cpuUsage());console.log(await app.listen({port:Number(process.argv[3])}));}
else{const app=createServer({log});
const service=new Proxy({}, {get:()=>async()=>new JsonText(body)}) as never;
await mountGateway({app,database:{} as never,log,services:[{contract:catalogContract as never,service}],identity:{} as never,payment:{} as never,fulfillment:{} as never,guest_secret:'x',public_url:'http://localhost',rate_factor:0,version:'1',isReady:async()=>true} as never);
app.get('/cpu',()=>process.cpuUsage());
console.log(await app.listen({port:Number(process.argv[3])}));}
