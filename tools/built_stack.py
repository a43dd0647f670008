"""What `sam build` made, as Lambda would see it: code, layers unpacked over one another, environment, permissions."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".aws-sam" / "build"

LIMIT_MIB = 250
"""Function and layers, unzipped (Lambda quotas)."""

_MIB = 1024 * 1024
_ACCOUNT = "123456789012"
_PSEUDO = {
    "AWS::Region": "eu-central-1",
    "AWS::AccountId": _ACCOUNT,
    "AWS::StackName": "factcheck",
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": None,
}


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _short_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in {"Ref", "Condition"} else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _short_form)


def load_template(path: Path) -> dict[str, Any]:
    """A template with its short forms written out."""
    template: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    return template


@dataclass(frozen=True)
class Grant:
    """One allowed action on one resource: a logical id, followed by the attribute if that is not the Arn."""

    action: str
    resource: str


@dataclass(frozen=True)
class BuiltFunction:
    """One function with all that it gets."""

    name: str
    handler: str
    code: Path
    layers: tuple[Path, ...]
    environment: dict[str, str]
    timeout_seconds: int
    memory_mb: int
    grants: frozenset[Grant]

    @property
    def unzipped_mib(self) -> float:
        """Function and layers."""
        return sum(size_mib(folder) for folder in (self.code, *self.layers))

    def unpack_layers(self, into: Path) -> Path:
        """The folder that Lambda shows as /opt."""
        for layer in self.layers:
            for source in sorted(layer.rglob("*")):
                target = into / source.relative_to(layer)
                if source.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.unlink(missing_ok=True)
                    link_or_copy(source, target)
        return into


class Stack:
    """A template, with references resolved as far as a function needs them. Parameters take their defaults."""

    def __init__(self, template: Path = BUILD / "template.yaml") -> None:
        self._folder = template.parent
        self.template = load_template(template)
        self.resources: dict[str, Any] = self.template["Resources"]
        self._shared: dict[str, Any] = self.template["Globals"]["Function"]

    @cached_property
    def functions(self) -> dict[str, BuiltFunction]:
        """By folder name (`read_report`)."""
        made = (self._function(name, each) for name, each in self.of_type("AWS::Serverless::Function"))
        return {function.handler.partition(".")[0]: function for function in made}

    def of_type(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Logical ids and resources of a type."""
        return ((name, each) for name, each in self.resources.items() if each["Type"] == kind)

    def resolve(self, value: Any) -> Any:  # noqa: ANN401, PLR0911 - whatever YAML holds, a case each
        """A value with its references and conditions resolved; tables are called by their logical ids."""
        if isinstance(value, list):
            return [self.resolve(each) for each in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Ref"}:
            return self._reference(value["Ref"])
        if set(value) == {"Fn::GetAtt"}:
            name, attribute = value["Fn::GetAtt"]
            return name if attribute == "Arn" else f"{name}.{attribute}"
        if set(value) == {"Fn::Sub"}:
            return re.sub(
                r"\$\{(?:(\w+)\.Arn|([\w:]+))\}",
                lambda found: str(found[1] or self._reference(found[2])),
                value["Fn::Sub"],
            )
        if set(value) == {"Fn::If"}:
            condition, then, otherwise = value["Fn::If"]
            return self.resolve(then if self._holds(self.template["Conditions"][condition]) else otherwise)
        return {key: self.resolve(each) for key, each in value.items()}

    def _reference(self, name: str) -> Any:  # noqa: ANN401
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self.template["Parameters"]:
            return self.template["Parameters"][name]["Default"]
        if self.resources[name]["Type"] == "AWS::SQS::Queue":
            return f"https://sqs.eu-central-1.amazonaws.com/{_ACCOUNT}/{name}"
        return name

    def _holds(self, condition: dict[str, Any]) -> bool:
        (kind, arguments), *_ = condition.items()
        if kind == "Fn::Not":
            return not self._holds(arguments[0])
        left, right = (self.resolve(each) for each in arguments)
        return bool(left == right)

    def _function(self, name: str, resource: dict[str, Any]) -> BuiltFunction:
        properties = resource["Properties"]
        variables = {
            **self._shared["Environment"]["Variables"],
            **properties.get("Environment", {}).get("Variables", {}),
        }
        return BuiltFunction(
            name=name,
            handler=properties["Handler"],
            code=self._folder / properties.get("CodeUri", self._shared.get("CodeUri", "")),
            layers=tuple(
                self._folder / self.resources[layer["Ref"]]["Properties"]["ContentUri"]
                for layer in properties.get("Layers", [])
            ),
            environment={key: str(self.resolve(value)) for key, value in variables.items()},
            timeout_seconds=int(properties["Timeout"]),
            memory_mb=int(self.resolve(properties["MemorySize"])),
            grants=self._grants(properties["Role"]["Fn::GetAtt"][0]),
        )

    def _grants(self, role: str) -> frozenset[Grant]:
        return frozenset(
            Grant(action, resource)
            for policy in self.resources[role]["Properties"]["Policies"]
            for statement in policy["PolicyDocument"]["Statement"]
            if "Action" in statement  # what stands under a condition is off by default
            for action in as_list(statement["Action"])
            for resource in as_list(self.resolve(statement["Resource"]))
        )


def as_list(value: Any) -> list[Any]:  # noqa: ANN401
    """IAM takes one or many."""
    return value if isinstance(value, list) else [value]


def size_mib(folder: Path) -> float:
    """Bytes of all files, in MiB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MIB


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """A hard link where the file system has them."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
