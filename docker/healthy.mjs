// Whether the service of this container is ready: HEALTH_PORT says where it listens.
const { HEALTH_PORT } = process.env;
const answer = await fetch(`http://127.0.0.1:${HEALTH_PORT}/health/ready`).catch((error) => error);
if (answer.ok !== true) {
  console.error(answer.status ?? answer.message);
  process.exit(1);
}
