"""A stack of AWS's CDK, in TypeScript and in Python: the same resources at CDK's lowest level, one of its to one of
CloudFormation's, so that what is synthesized is the same template.

The app needs no bootstrapped account: there is no asset to upload. https://docs.aws.amazon.com/cdk/v2/guide/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.export.aws_cli import kebab
from wizard.export.literals import INDENT, PYTHON, TYPESCRIPT, Code, Fields, Notation, literal
from wizard.export.resources import ROLE, outputs, resources
from wizard.model.exported import Exported, NotExportableError

_STACK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")

_TYPESCRIPT = """\
import * as cdk from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import {{ Construct }} from "constructs";

export class {name} extends cdk.Stack {{
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {{
    super(scope, id, props);

{body}
  }}
}}

const app = new cdk.App();
new {name}(app, {stack}, {{
{description}  synthesizer: new cdk.BootstraplessSynthesizer(),
}});
app.synth();
"""
_PYTHON = """\
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct


class {name}(cdk.Stack):
  def __init__(self, scope: Construct, id: str, **kwargs: Any) -> None:
    super().__init__(scope, id, **kwargs)

{body}


app = cdk.App()
{name}(
  app,
  {stack},
{description}  synthesizer=cdk.BootstraplessSynthesizer(),
)
app.synth()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    """What is written differently. word: a property's name. opens, closes: around the properties of a construct.

    own: around those of a part of one, by its type there. declares: a variable.
    """

    notation: Notation
    word: Callable[[str], str]
    opens: str
    closes: str
    own: Callable[[str], tuple[str, str]]
    declares: str
    keeps: str
    file: str
    description: str


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


def _snake(name: str) -> str:
    return kebab(name).replace("-", "_")


_TS = _Language(
    notation=TYPESCRIPT,
    word=_camel,
    opens="new {type}(this, {id}, {{",
    closes="}})",
    own=lambda _: ("{", "}"),
    declares="const {name} = {value};",
    keeps="{name}.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);",
    file=_TYPESCRIPT,
    description="description: {},",
)
_PY = _Language(
    notation=PYTHON,
    word=_snake,
    opens="{type}(self, {id},",
    closes=")",
    own=lambda kind: (f"{kind}(", ")"),
    declares="{name} = {value}",
    keeps="{name}.apply_removal_policy(cdk.RemovalPolicy.RETAIN)",
    file=_PYTHON,
    description="description={},",
)
_PARTS = {"Policies": "iam.CfnRole.PolicyProperty", "Tags": "cdk.CfnTag"}
"""Properties that are lists of CDK's own types."""


def as_typescript(exported: Exported) -> str:
    """A file of an app, for ``cdk deploy``. Raises NotExportableError."""
    return _written(exported, _TS, deep=2)


def as_python(exported: Exported) -> str:
    """The same in Python, which indents by four. Raises NotExportableError."""
    return re.sub(r"^(?: {2})+", lambda found: found[0] * 2, _written(exported, _PY, deep=2), flags=re.MULTILINE)


def _written(exported: Exported, language: _Language, deep: int) -> str:
    if not _STACK_NAME.fullmatch(exported.stack):
        raise NotExportableError(f"CDK can't have a stack {exported.stack}; give another stack_name in the answers.")
    quoted, description = language.notation.text, exported.template.get("Description")
    pieces = re.findall(r"[A-Za-z0-9]+", exported.stack)
    return language.file.format(
        name="".join(piece[:1].upper() + piece[1:] for piece in pieces) + "Stack",
        stack=quoted(exported.stack),
        body="\n".join(f"{INDENT * deep}{line}" for line in _statements(exported, language, deep)),
        description=f"  {language.description.format(quoted(description))}\n" if description else "",
    )


def _statements(exported: Exported, language: _Language, deep: int) -> Iterator[str]:
    variables: dict[str, str] = {}
    told, end = outputs(exported), ";" if language.notation is TYPESCRIPT else ""
    for number, one in enumerate(resources(exported), 1):
        variable = variables[one.id] = f"{'role' if one.kind == ROLE else 'policy'}{number if number > 1 else ''}"
        properties = {name: _property(name, value, language) for name, value in one.properties.items()}
        made = _construct(f"iam.Cfn{one.kind.rpartition('::')[2]}", one.id, properties, language, deep)
        named = one.kept or one.id in {output.resource for output in told}
        yield language.declares.format(name=variable, value=made) if named else made + end
        if one.kept:
            yield language.keeps.format(name=variable)
    for output in told:
        arn = Code(f"{variables[output.resource]}.{language.word('AttrArn')}")
        about = {**({"Description": output.words} if output.words else {}), "Value": arn}
        yield _construct("cdk.CfnOutput", output.name, about, language, deep) + end


def _construct(kind: str, name: str, properties: Mapping[str, Any], language: _Language, deep: int) -> str:
    fields = Fields(
        {language.word(name): value for name, value in properties.items()},
        before=language.opens.format(type=kind, id=language.notation.text(name)),
        after=language.closes.format(),
    )
    return literal(fields, language.notation, deep)


def _property(name: str, value: Any, language: _Language) -> Any:
    if name not in _PARTS:
        return value
    before, after = language.own(_PARTS[name])
    return [
        Fields({language.word(key): inner for key, inner in one.items()}, before=before, after=after) for one in value
    ]
