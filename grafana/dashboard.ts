/**
 * What a dashboard of this project may hold, made of the types that Grafana publishes as
 * @grafana/schema. `.ci/dashboards` has the compiler hold the JSON files against it.
 */
import type { Dashboard, DataSourceRef, FieldConfig, Panel, VariableModel } from '@grafana/schema';
import type * as BarGauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as Stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as TimeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** A type as it stands in JSON: enums by their values, and what has a default may be left out. */
type Json<T> = T extends string
  ? string extends T ? string : `${T}`
  : T extends (infer Item)[] ? Json<Item>[]
  : T extends object ? { [K in keyof T]?: Json<T[K]> }
  : T;

interface Query {
  refId: string;
  datasource: DataSourceRef;
  expr: string;
  legendFormat: string;
  instant: boolean;
  range: boolean;
}

type Position = { x: number; y: number; w: number; h: number };

/** The properties that an override may name, of which Grafana's types know but the name. */
type Property<Custom> =
  | { id: 'color'; value: Json<FieldConfig['color']> }
  | { [K in keyof Custom & string]: { id: `custom.${K}`; value: Json<Custom[K]> } }[keyof Custom & string];

type SluicePanel<Type extends string, Options, Custom> = Json<
  Pick<Panel, 'maxDataPoints' | 'interval' | 'transparent'>
> & {
  type: Type;
  id: number;
  title: string;
  description: string;
  datasource: DataSourceRef;
  gridPos: Position;
  targets: Query[];
  options: Json<Options>;
  fieldConfig: {
    defaults: Json<Omit<FieldConfig, 'custom' | 'unit'>> & { unit: string; custom?: Json<Custom> };
    overrides: { matcher: { id: 'byName' | 'byRegexp'; options: string }; properties: Property<Custom>[] }[];
  };
};

export type SluiceDashboard = Json<Omit<Dashboard, 'panels' | 'templating'>> & {
  uid: string;
  title: string;
  description: string;
  schemaVersion: number;
  templating: { list: (Json<VariableModel> & { name: string; type: 'query'; definition: string; multi: boolean })[] };
  panels: (
    | SluicePanel<'timeseries', TimeSeries.Options, TimeSeries.FieldConfig>
    | SluicePanel<'stat', Stat.Options, Record<never, never>>
    | SluicePanel<'bargauge', BarGauge.Options, Record<never, never>>
  )[];
};
