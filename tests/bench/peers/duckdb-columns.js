/**
 * DuckDB reads one of the benchmark's files into columns, on one thread: `node duckdb-columns.js FILE SHAPE
 * ROUNDS` prints the milliseconds of each round and the number of rows.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [path = '', shape = '', rounds = '1'] = process.argv.slice(2);

const FROM = `read_json_auto('${path}', maximum_object_size = 4000000000)`;
/** @type {Record<string, string>} */
const QUERIES = {
  json_lines: `SELECT * FROM read_json_auto('${path}', format = 'newline_delimited')`,
  trainer_state: `SELECT unnest(log_history, recursive := true) FROM ${FROM}`,
  openai_list: `SELECT unnest(data, recursive := true) FROM ${FROM}`,
};

const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
const times = [];
let rows = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now();
  await connection.run(`CREATE OR REPLACE TABLE log AS ${QUERIES[shape]}`);
  times.push(performance.now() - start);
  const reader = await connection.runAndReadAll('SELECT count(*) FROM log');
  rows = Number(reader.getRows()[0]?.[0]);
}
process.stdout.write(JSON.stringify({ times, values: rows }));
