"""What schemathesis does not know by itself of NDJSON: how it is written, and that any text is a stream of lines."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def filter_case(ctx, case):
    return case.media_type != "application/x-ndjson" or isinstance(case.body, (str, bytes))
