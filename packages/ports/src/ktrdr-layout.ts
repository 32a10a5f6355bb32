import { defineLayout } from './define-layout.ts';
import type { PortRule } from './port-layout.ts';

const WORKERS_IN_SLOT_ZERO = 8;
const WORKERS_ELSEWHERE = 4;

function worker(number: number): PortRule {
  return {
    name: `worker-${number}`,
    variable: `KTRDR_WORKER_PORT_${number}`,
    slotZero: 5002 + number,
    // From 5011 on, because slot 0 already holds 5003 to 5010.
    ...(number <= WORKERS_ELSEWHERE ? { others: { first: 5010 + number, step: 10 } } : {}),
  };
}

/** KTRDR's table: slot 0 has the standard ports, slots 1 to 10 follow from their number. */
export const ktrdrLayout = defineLayout({
  lastSlot: 10,
  rules: [
    { name: 'api', variable: 'KTRDR_API_PORT', slotZero: 8000, others: { first: 8001, step: 1 } },
    { name: 'db', variable: 'KTRDR_DB_PORT', slotZero: 5432, others: { first: 5433, step: 1 } },
    { name: 'grafana', variable: 'KTRDR_GRAFANA_PORT', slotZero: 3000, others: { first: 3001, step: 1 } },
    { name: 'jaeger-ui', variable: 'KTRDR_JAEGER_UI_PORT', slotZero: 16686, others: { first: 16687, step: 1 } },
    {
      name: 'jaeger-otlp-grpc',
      variable: 'KTRDR_JAEGER_OTLP_GRPC_PORT',
      slotZero: 4317,
      others: { first: 4327, step: 10 },
    },
    {
      name: 'jaeger-otlp-http',
      variable: 'KTRDR_JAEGER_OTLP_HTTP_PORT',
      slotZero: 4318,
      others: { first: 4328, step: 10 },
    },
    { name: 'prometheus', variable: 'KTRDR_PROMETHEUS_PORT', slotZero: 9090, others: { first: 9091, step: 1 } },
    ...Array.from({ length: WORKERS_IN_SLOT_ZERO }, (_, index) => worker(index + 1)),
  ],
  spare: [
    // What the workers' tens have left, and after them a range that nothing else of the table comes near.
    { first: 5015, step: 10, count: 5 },
    { first: 5200, step: 20, count: 20 },
  ],
});
