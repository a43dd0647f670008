"""What /var/runtime/bootstrap.py is in Lambda. Run with `python -I -S`: sys.path is then the standard library only."""

import os
import sys

task, runtime, opt = (os.environ[name] for name in ("LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "EMULATED_OPT"))
# Lambda's own order, but for the runtime's packages: last, so that a function finds nothing there that it forgot.
sys.path = [task, f"{opt}/python", *sys.path, runtime]

from awslambdaric import bootstrap  # noqa: E402
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient  # noqa: E402

bootstrap.run(
    os.environ.get("_HANDLER", sys.argv[-1]), LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"], False)
)
