/** An image that tests run in place of a real one. */
export interface TestImage {
  /** Its folder below `images/`. */
  readonly folder: string;
  /** The variable that puts it into the shipped Compose file; none for the image that the fixture's own build starts from. */
  readonly variable?: string;
}

export const TEST_IMAGES = {
  app: { folder: 'app' },
  db: { folder: 'db', variable: 'KTRDR_DB_IMAGE' },
  grafana: { folder: 'grafana-standin', variable: 'KTRDR_GRAFANA_IMAGE' },
  jaeger: { folder: 'jaeger-standin', variable: 'KTRDR_JAEGER_IMAGE' },
  prometheus: { folder: 'prometheus', variable: 'KTRDR_PROMETHEUS_IMAGE' },
} satisfies Record<string, TestImage>;

export type TestImageName = keyof typeof TEST_IMAGES;
