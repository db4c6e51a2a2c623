/** SQL that leads from one Prisma schema to another: Prisma's schema engine as WebAssembly, with neither download nor database. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  ColumnTypeEnum,
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

/** What the loaded module offers beyond its declared types. */
interface EngineModule {
  readonly __wbindgen_start: () => void;
}

/** The package's own entry imports `.wasm` as a module, which Node does not do yet: load the bytes by hand. */
function loadEngine(): void {
  const path = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace(/schema_engine\.js$/, 'schema_engine_bg.wasm');
  const module = new WebAssembly.Module(readFileSync(path));
  const instance = new WebAssembly.Instance(module, {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as unknown as EngineModule).__wbindgen_start();
}

// Once, with this file: its glue keeps views of the memory of the instance that it was given first.
loadEngine();

/** The engine asks a server for its version before it compares two texts: answered here, so that none is needed. */
function connectNowhere(): SqlMigrationAwareDriverAdapterFactory {
  const refuse = async (): Promise<never> => {
    throw new Error('Comparing schemas needs no database.');
  };
  const adapter: SqlDriverAdapter = {
    provider: 'postgres',
    adapterName: 'nowhere',
    queryRaw: async () => ({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 18.0', 180000]],
    }),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    dispose: async () => undefined,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  };
  return {
    provider: 'postgres',
    adapterName: 'nowhere',
    connect: async () => adapter,
    connectToShadowDb: async () => adapter,
  };
}

const target = (schema: string | undefined): Parameters<glue.SchemaEngine['diff']>[0]['from'] =>
  schema === undefined
    ? { tag: 'empty' }
    : { tag: 'schemaDatamodel', files: [{ path: 'prisma/schema.prisma', content: schema }] };

/** Prisma's schema engine, speaking to a database through an adapter (or to none). */
export const openSchemaEngine = (
  schema: string,
  adapter: SqlMigrationAwareDriverAdapterFactory,
): Promise<glue.SchemaEngine> =>
  glue.SchemaEngine.new(
    { datamodels: [['prisma/schema.prisma', schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );

/**
 * The SQL script from one schema to another.
 *
 * @param from - the earlier schema's text; undefined: an empty database
 * @param to - the later schema's text
 * @returns the script; an empty string when nothing differs
 */
export async function diffSchemas(from: string | undefined, to: string): Promise<string> {
  const engine = await openSchemaEngine(to, connectNowhere());
  const filters = { externalTables: [], externalEnums: [] };
  const result = await engine.diff({ from: target(from), to: target(to), script: true, exitCode: null, filters });
  const script = result.stdout ?? '';
  return script.startsWith('-- This is an empty migration') ? '' : script;
}
