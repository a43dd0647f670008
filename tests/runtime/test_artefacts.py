"""What is in the packages, and what it costs to load them."""

import json
import math
import resource
import subprocess
from pathlib import Path

import pytest
from tools import bare_handler
from tools.built_stack import LIMIT_MIB

TO_SPARE_MIB = 10
LIGHT_RATIO = 1.3
FEWEST_TURNS, MOST_TURNS = 6, 30
HEAVY = {"submit_article", "analyze_article", "check_claim", "import_factchecks"}

FUNCTIONS = Path(__file__).parents[2] / "functions"
ALL = sorted(path.parent.name for path in FUNCTIONS.glob("*/handler.py"))
LIGHT = sorted({*ALL} - HEAVY)

# Processor seconds from starting the interpreter to the handler's first line, best of five. Twice what was measured on two cores
# of a shared build machine (0.35 s and 0.4 s), since such machines vary; a model or a client loaded at import adds more.
LIGHT_IMPORT_SECONDS = 0.8
HEAVY_IMPORT_SECONDS = 0.9

_MACHINES = {"x86_64": 62, "arm64": 183}
"""e_machine of ELF."""

LOADED = """
import json, sys
sys.path[:0] = [{task!r}, {opt!r} + "/python"]
import importlib
importlib.import_module({module!r})
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture
def load(stack, python, opt):
    def run(function):
        built = stack.functions[function]
        code = LOADED.format(task=str(built.code), opt=str(opt(function)), module=built.handler.rpartition(".")[0])
        # An empty environment: nothing may be read at import.
        done = subprocess.run(
            [python, "-I", "-S", "-B", "-c", code], env={}, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return run


def test_every_function_of_the_folder_is_built(stack):
    assert set(stack.functions) == set(ALL)


@pytest.mark.parametrize("function", ALL)
def test_function_and_layers_leave_room_under_the_limit(stack, function):
    assert stack.functions[function].unzipped_mib <= LIMIT_MIB - TO_SPARE_MIB


@pytest.mark.parametrize("function", LIGHT)
def test_functions_that_read_no_article_carry_no_model(stack, opt, function):
    assert not list(opt(function).rglob("*.onnx"))
    assert not (opt(function) / "python" / "onnxruntime").exists()


@pytest.mark.parametrize("function", sorted(HEAVY))
def test_functions_that_read_articles_find_the_weights_beside_the_code(stack, opt, function):
    weights = opt(function) / "python" / "factcheck" / "models" / "weights"
    assert {"encoder.onnx", "manifest.json"} <= {path.name for path in weights.iterdir()}


def test_all_native_code_is_for_the_architecture_that_is_deployed(stack, opt):
    wanted = _MACHINES[stack.template["Parameters"]["Architecture"]["Default"]]
    wrong = [
        str(path)
        for function in ALL
        for path in opt(function).rglob("*.so")
        if int.from_bytes(path.read_bytes()[18:20], "little") != wanted
    ]
    assert wrong == []


@pytest.mark.parametrize("function", ALL)
def test_a_handler_imports_with_an_empty_environment_and_starts_no_client_nor_model(load, function):
    loaded = set(load(function))
    # numpy comes when an article is read, the others when they are called.
    assert not loaded & {"onnxruntime", "tokenizers", "botocore.client", "boto3", "trafilatura", "pint"}


def test_reading_a_report_loads_neither_numbers_nor_an_http_client(load):
    assert not set(load("read_report")) & {"numpy", "httpx", "jinja2", "factcheck.models.encoder"}


def test_a_light_function_starts_without_what_only_some_answers_need(load):
    assert not set(load("read_report")) & {
        "pydantic",
        "botocore.session",
        "factcheck.domain.values",
        "factcheck.api.models",
    }


def test_a_light_function_imports_in_little_more_than_a_bare_handler(python, stack, opt):
    def seconds(task, module):
        code = LOADED.format(task=str(task), opt=str(opt("read_report")), module=module)
        return _processor_seconds([python, "-I", "-S", "-B", "-c", code])

    bare = light = math.inf
    for turn in range(MOST_TURNS):
        # In turns, and the least of each: what else the machine does falls on both.
        bare = min(bare, seconds(Path(bare_handler.__file__).parent, "bare_handler"))
        light = min(light, seconds(stack.functions["read_report"].code, "read_report.handler"))
        if turn >= FEWEST_TURNS and light <= LIGHT_RATIO * bare:
            break
    assert light <= LIGHT_RATIO * bare


@pytest.mark.parametrize("function", ALL)
def test_importing_a_handler_stays_within_its_budget(python, stack, opt, function):
    built = stack.functions[function]
    code = LOADED.format(task=str(built.code), opt=str(opt(function)), module=built.handler.rpartition(".")[0])
    budget = HEAVY_IMPORT_SECONDS if function in HEAVY else LIGHT_IMPORT_SECONDS
    assert min(_processor_seconds([python, "-I", "-S", "-B", "-c", code]) for _ in range(5)) <= budget


def _processor_seconds(command):
    """Processor time, not the clock's: the machine may be busy with something else."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={}, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
