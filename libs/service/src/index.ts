export { GATE, type Gate, type Noted, type StatementName } from './access/gate.js';
export { anybody, callerOf, type Principal } from './access/principal.js';
export { mustHave } from './access/scope.guard.js';
export { Needs, scopes, type Scope } from './access/scopes.js';
export { Answers, type AnswerInfo, type OperationInfo, type ParameterInfo, type Schema } from './api/answers.js';
export { openApiDocument, type ApiInfo } from './api/document.js';
export type { RecordedAnswer } from './api/recorded-answer.js';
export { controllersOf } from './api/routes.js';
export type { HealthCheck, HealthChecks } from './health/health-checks.js';
export { CannotStart } from './lifecycle/cannot-start.js';
export { createService, type Service } from './lifecycle/create-service.js';
export type { ServiceDefinition } from './lifecycle/definition.js';
export { memoryFlags } from './lifecycle/memory-flags.js';
export { onceThere } from './lifecycle/once-there.js';
export { runService } from './lifecycle/run-service.js';
export { SETTINGS } from './lifecycle/service.module.js';
export { Shutdown } from './lifecycle/shutdown.js';
export { rootLogger } from './logging/root-logger.js';
export { TRACING, type Step, type Tracing } from './tracing/tracing.js';
export { traceId } from './logging/trace-id.js';
export { partitionGauge, waitingGauge } from './metrics/partition-gauge.js';
export { problemCatalogue, type ProblemCode } from './problems/catalogue.js';
export type { ProblemDetails } from './problems/problem-details.js';
export { Problem, type ProblemError, type ProblemOptions } from './problems/problem.js';
export { readRules } from './settings/rules.js';
export { readSettings } from './settings/read-settings.js';
export { SettingsError, type SettingProblem } from './settings/settings-error.js';
export type {
  AuthSettings,
  CommonSettings,
  DatabaseSettings,
  KafkaSettings,
  LogLevel,
  Need,
  OidcSettings,
  SaslSettings,
  ServiceName,
  Settings,
} from './settings/settings.js';
export { Permits } from './permits.js';
