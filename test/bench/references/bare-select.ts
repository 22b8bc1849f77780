import fastify from 'fastify';
import pg from 'pg';

// The pool is as the query service has it.
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  options: '-c search_path=g1,public -c timezone=UTC -c datestyle=ISO',
});
const app = fastify();

/** What reads are measured beside: the row by its key, as JSON. */
app.get<{ Params: { incident: string } }>('/v1/incidents/:incident', async ({ params }, reply) => {
  const { rows } = await pool.query('SELECT * FROM incident WHERE incident_id = $1', [params.incident]);
  return rows[0] ?? reply.code(404).send({});
});

process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });
