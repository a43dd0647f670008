"""The rules that template.yaml keeps, and what it must agree with."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from tools.built_stack import ROOT, Stack, as_list

from factcheck.api.routes import DEFAULT_FUNCTION, ROUTES
from factcheck.settings import Settings
from factcheck.store import tables

STACK = Stack(ROOT / "template.yaml")
FUNCTIONS = dict(STACK.of_type("AWS::Serverless::Function"))
QUEUES = dict(STACK.of_type("AWS::SQS::Queue"))
TABLES = dict(STACK.of_type("AWS::DynamoDB::Table"))
ROLES = dict(STACK.of_type("AWS::IAM::Role"))
LOGS = dict(STACK.of_type("AWS::Logs::LogGroup"))

HTTP_SECONDS = 30
"""API Gateway gives up then."""

SECRETS = {"FACTCHECK_CALLBACK_SECRET"}
MAY_SIGN = {"submit_article", "analyze_article", "fetch_article"}


def events(kind):
    for name, function in FUNCTIONS.items():
        for event in function["Properties"]["Events"].values():
            if event["Type"] == kind:
                yield name, event["Properties"]


def folder(name):
    return FUNCTIONS[name]["Properties"]["Handler"].partition(".")[0]


def statements(role):
    """All that a role may ever do: of a condition what it allows."""
    every = [s for p in ROLES[role]["Properties"]["Policies"] for s in p["PolicyDocument"]["Statement"]]
    return [s["Fn::If"][1] if "Fn::If" in s else s for s in every]


# Functions


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_how_long_and_how_large_it_may_be(name):
    properties = FUNCTIONS[name]["Properties"]
    assert 1 <= properties["Timeout"] <= 900
    assert STACK.resolve(properties["MemorySize"]) >= 128


def test_every_folder_of_functions_is_a_function_and_the_reverse():
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert {folder(name) for name in FUNCTIONS} == folders
    assert all(f["Properties"]["Handler"] == f"{folder(n)}.handler.lambda_handler" for n, f in FUNCTIONS.items())


def test_functions_behind_the_api_end_before_it_gives_up():
    assert all(FUNCTIONS[name]["Properties"]["Timeout"] < HTTP_SECONDS for name, _ in events("HttpApi"))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_writes_to_a_log_group_of_its_own_that_forgets(name):
    group = FUNCTIONS[name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    assert group == f"{name}Logs"
    named = FUNCTIONS[name]["Properties"]["FunctionName"]
    assert LOGS[group]["Properties"]["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/{named['Fn::Sub']}"}


@pytest.mark.parametrize("name", LOGS)
def test_logs_are_kept_as_long_as_the_parameter_says(name):
    assert LOGS[name]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_requests_can_be_traced():
    assert STACK.template["Globals"]["Function"]["Tracing"] == "Active"


# What a function is told


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_variable_that_settings_read_is_set_and_no_other(name):
    shared = STACK.template["Globals"]["Function"]["Environment"]["Variables"]
    own = FUNCTIONS[name]["Properties"].get("Environment", {}).get("Variables", {})
    said = {variable for variable in {**shared, **own} if variable.startswith("FACTCHECK_")}
    assert said == {f"FACTCHECK_{field.name.upper()}" for field in fields(Settings)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_secrets_reach_only_those_who_sign(name):
    own = FUNCTIONS[name]["Properties"].get("Environment", {}).get("Variables", {})
    assert own.keys() == (SECRETS if folder(name) in MAY_SIGN else set())
    shared = STACK.template["Globals"]["Function"]["Environment"]["Variables"]
    assert all(shared[secret] == "" for secret in SECRETS)


def test_secret_parameters_are_not_echoed():
    assert STACK.template["Parameters"]["CallbackSecret"]["NoEcho"] is True


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARN", "ERROR"])
def test_what_is_set_is_what_settings_take(level):
    STACK.template["Parameters"]["LogLevel"]["Default"] = level
    shared = STACK.template["Globals"]["Function"]["Environment"]["Variables"]
    settings = Settings.from_environment({name: str(STACK.resolve(value)) for name, value in shared.items()})
    STACK.template["Parameters"]["LogLevel"]["Default"] = "INFO"
    assert settings.require_key
    assert settings.log_level in {"DEBUG", "INFO", "WARNING", "ERROR"}
    assert settings.dynamodb_endpoint is None


# Permissions


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_a_role_of_its_own(name):
    assert FUNCTIONS[name]["Properties"]["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    assert "Policies" not in FUNCTIONS[name]["Properties"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_names_its_actions_and_resources(role):
    assert "ManagedPolicyArns" not in ROLES[role]["Properties"]
    for statement in statements(role):
        actions = as_list(statement["Action"])
        assert not [action for action in actions if "*" in action]
        # X-Ray knows no resources (Service Authorization Reference).
        if not all(action.startswith("xray:Put") for action in actions):
            assert "*" not in json.dumps(statement["Resource"])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_for_lambda_alone(role):
    (statement,) = ROLES[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_nobody_may_scan_or_change_a_table_itself():
    asked = {action for role in ROLES for s in statements(role) for action in as_list(s["Action"])}
    assert not {a for a in asked if re.search("Scan|Table$|PartiQL|TimeToLive|Purge|Queue$|Queues$", a)}


VECTORS = {
    "SubmitArticleRole": {"Delete", "Get", "Put", "Query"},
    "AnalyzeArticleRole": {"Delete", "Get", "Put", "Query"},
    "CheckClaimRole": {"Get", "Query"},
    "ImportFactchecksRole": {"Get", "Query"},
    "CrossCheckRole": {"Delete"},
}


@pytest.mark.parametrize("role", ROLES)
def test_the_vector_index_is_open_to_those_who_use_it_and_only_where_one_is_named(role):
    every = [s for p in ROLES[role]["Properties"]["Policies"] for s in p["PolicyDocument"]["Statement"]]
    named = [s["Fn::If"] for s in every if "s3vectors" in json.dumps(s)]
    assert {a for _, s, _ in named for a in s["Action"]} == {f"s3vectors:{a}Vectors" for a in VECTORS.get(role, ())}
    for condition, allowed, otherwise in named:
        assert condition == "WithVectorIndex"
        assert allowed["Resource"] == {"Ref": "VectorIndexArn"}
        assert otherwise == {"Ref": "AWS::NoValue"}


# Queues and the stream


@pytest.mark.parametrize(("function", "event"), list(events("SQS")))
def test_a_message_stays_hidden_for_six_timeouts_and_is_given_up_where_the_worker_gives_up(function, event):
    queue = QUEUES[event["Queue"]["Fn::GetAtt"][0]]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * FUNCTIONS[function]["Properties"]["Timeout"]
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    redrive = queue["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in QUEUES
    shared = STACK.template["Globals"]["Function"]["Environment"]["Variables"]
    assert str(redrive["maxReceiveCount"]) == shared["FACTCHECK_MAX_RECEIVES"]


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_is_encrypted(name):
    assert QUEUES[name]["Properties"]["SqsManagedSseEnabled"] is True


def test_dead_letters_outlive_messages():
    for queue in QUEUES.values():
        if "RedrivePolicy" in queue["Properties"]:
            dead = QUEUES[queue["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
            assert dead["Properties"]["MessageRetentionPeriod"] > queue["Properties"]["MessageRetentionPeriod"]


def test_the_stream_loses_no_change_and_no_change_holds_it_up():
    ((function, stream),) = events("DynamoDB")
    assert folder(function) == "cross_check"
    assert stream["Stream"] == {"Fn::GetAtt": ["ChangesTable", "StreamArn"]}
    assert stream["StartingPosition"] == "TRIM_HORIZON"
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["MaximumRetryAttempts"] > 0
    assert stream["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in QUEUES


def test_feeds_are_fetched_only_where_some_are_named():
    ((function, schedule),) = events("Schedule")
    assert folder(function) == "import_factchecks"
    assert schedule["State"] == {"Fn::If": ["WithFeeds", "ENABLED", "DISABLED"]}
    assert STACK.template["Parameters"]["Feeds"]["Default"] == ""


# Tables


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("MainTable", tables.MAIN),
        ("IndexTable", tables.INDEX),
        ("ChangesTable", tables.CHANGES),
        ("IdempotencyTable", tables.IDEMPOTENCY),
        ("KeysTable", tables.KEYS),
    ],
)
def test_a_table_is_what_the_code_makes_in_the_embedded_engine(name, definition):
    said, wanted = TABLES[name]["Properties"], definition.parameters()
    for key in ("BillingMode", "KeySchema"):
        assert said[key] == wanted[key]

    def by_name(entries, key):
        return {entry[key]: entry for entry in entries}

    assert by_name(said["AttributeDefinitions"], "AttributeName") == by_name(
        wanted["AttributeDefinitions"], "AttributeName"
    )
    assert by_name(said.get("GlobalSecondaryIndexes", []), "IndexName") == by_name(
        wanted.get("GlobalSecondaryIndexes", []), "IndexName"
    )
    ttl = {"AttributeName": tables.TTL_ATTRIBUTE, "Enabled": True} if definition.ttl else None
    assert said.get("TimeToLiveSpecification") == ttl
    view = wanted.get("StreamSpecification", {}).get("StreamViewType")
    assert said.get("StreamSpecification", {}).get("StreamViewType") == view


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_encrypted_and_says_what_becomes_of_it(name):
    assert TABLES[name]["Properties"]["SSESpecification"] == {"SSEEnabled": True}
    assert TABLES[name]["DeletionPolicy"] == TABLES[name]["UpdateReplacePolicy"]


@pytest.mark.parametrize("name", ["MainTable", "KeysTable"])
def test_what_cannot_be_made_again_is_kept(name):
    assert TABLES[name]["DeletionPolicy"] == "Retain"
    assert TABLES[name]["Properties"]["DeletionProtectionEnabled"] is True
    assert TABLES[name]["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


# The API


def test_the_gateway_has_the_routes_of_the_contract_and_no_other():
    said = {(e["Method"], e["Path"], folder(name)) for name, e in events("HttpApi") if "Path" in e or "Method" in e}
    assert said == {(route.method, route.path, route.function) for route in ROUTES}


def test_the_routes_are_those_of_the_openapi_document():
    document = next(path for path in (ROOT / "docs" / "openapi.json", *_documents()) if path.exists())
    paths = json.loads(document.read_text("utf-8"))["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods if method in _METHODS}
    assert described == {(e["Method"], e["Path"]) for _, e in events("HttpApi") if "Path" in e}


_METHODS = {"get", "post", "put", "patch", "delete"}


def _documents() -> list[Path]:
    return sorted((ROOT / "shared" / "src" / "factcheck" / "api").glob("openapi.json"))


def test_what_matches_no_route_gets_our_own_404():
    assert [folder(name) for name, event in events("HttpApi") if "Path" not in event] == [DEFAULT_FUNCTION]


def test_every_route_is_of_the_one_api_with_throttling_and_access_log():
    assert all(event["ApiId"] == {"Ref": "Api"} for _, event in events("HttpApi"))
    api = STACK.resources["Api"]["Properties"]
    assert api["DefaultRouteSettings"]["ThrottlingRateLimit"]
    assert api["DefaultRouteSettings"]["ThrottlingBurstLimit"]
    assert json.loads(api["AccessLogSettings"]["Format"])["status"] == "$context.status"
    assert "sourceIp" not in api["AccessLogSettings"]["Format"]


def test_browsers_may_send_and_read_what_the_contract_names():
    cors = STACK.resources["Api"]["Properties"]["CorsConfiguration"]
    assert cors["AllowOrigins"] == ["*"]
    assert "AllowCredentials" not in cors
    assert set(cors["AllowMethods"]) == {route.method for route in ROUTES}
    sent = {header.lower() for route in ROUTES for header in route.headers}
    assert sent | {"x-api-key", "content-type"} <= set(cors["AllowHeaders"])
    read = {header.lower() for route in ROUTES for answer in route.answers.values() for header in answer.headers}
    assert read <= set(cors["ExposeHeaders"])


# Watching it


def test_alarms_watch_errors_throttles_dead_letters_age_and_latency():
    watched = set()
    for _, alarm in STACK.of_type("AWS::CloudWatch::Alarm"):
        properties = alarm["Properties"]
        assert properties["TreatMissingData"] == "notBreaching"
        metrics = [m["MetricStat"]["Metric"] for m in properties.get("Metrics", []) if "MetricStat" in m]
        watched |= {(m["MetricName"], m["Dimensions"][0]["Name"]) for m in metrics or [properties]}
    assert watched == {
        ("Errors", "FunctionName"),
        ("Throttles", "FunctionName"),
        ("ApproximateNumberOfMessagesVisible", "QueueName"),
        ("IteratorAge", "FunctionName"),
        ("Latency", "ApiId"),
        ("5xx", "ApiId"),
    }


@pytest.mark.parametrize(("alarm", "watched"), [("ErrorsAlarm", FUNCTIONS), ("ThrottlesAlarm", FUNCTIONS)])
def test_an_alarm_over_all_functions_leaves_none_out(alarm, watched):
    assert set(watched) == _watched(alarm, "Ref")


def test_every_queue_of_things_given_up_is_watched():
    fed = {
        q["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for q in QUEUES.values()
        if "RedrivePolicy" in q["Properties"]
    }
    assert _watched("DeadLettersAlarm", "Fn::GetAtt") == fed | {"CrossCheckFailures"}


def _watched(alarm, kind):
    metrics = STACK.resources[alarm]["Properties"]["Metrics"]
    values = [m["MetricStat"]["Metric"]["Dimensions"][0]["Value"] for m in metrics if "MetricStat" in m]
    return {value[kind] if isinstance(value[kind], str) else value[kind][0] for value in values}


def test_the_dashboard_is_json_and_names_only_what_there_is():
    body = STACK.resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert json.loads(body)["widgets"]
    named = {name.partition(".")[0] for name in re.findall(r"\$\{([\w.]+)\}", body)}
    assert named <= STACK.resources.keys()
    assert FUNCTIONS.keys() <= named


# Layers and locks


@pytest.mark.parametrize("layer", ["core", "models", "fetch"])
def test_a_layer_is_built_from_its_lock(layer):
    listed = (ROOT / "shared" / "deps" / layer / "requirements.txt").read_text()
    assert listed == (ROOT / "requirements" / f"{layer}.lock").read_text()
    assert "--hash=sha256:" in listed


def test_no_layer_holds_a_package_that_another_holds():
    pinned = [
        set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / f"{layer}.lock").read_text(), re.MULTILINE))
        for layer in ("core", "models", "fetch")
    ]
    assert not pinned[0] & pinned[1]
    assert not pinned[0] & pinned[2]


def test_the_layers_have_the_versions_that_the_tests_run_with():
    tested = set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / "requirements" / "dev.lock").read_text(), re.MULTILINE))
    for layer in ("core", "models", "fetch"):
        text = (ROOT / "requirements" / f"{layer}.lock").read_text()
        assert set(re.findall(r"^([\w.-]+==[\w.]+)", text, re.MULTILINE)) <= tested


def test_parameters_cover_what_an_operator_chooses():
    assert STACK.template["Parameters"].keys() >= {
        "Stage", "LogLevel", "Architecture", "HeavyMemory", "LogRetentionDays", "SnapStart",
    }  # fmt: skip
    assert STACK.template["Parameters"]["Architecture"]["Default"] == "x86_64"
    assert STACK.template["Parameters"]["SnapStart"]["Default"] == "off"
