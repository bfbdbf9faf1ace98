"""What speaks for memory that ran out, and for models that do not load."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, either
from portwise.read.waits import ended, lead, lines


def killed_by_kernel(text: Text) -> Lines:
    return either(
        lines(ended(text, "oom")),
        text.find(
            r"\bout of memory: kill|\boom[-_]kill(?:er|ed)?\b|memory cgroup out of memory|"
            r"\boomkilled\b(?!\W{1,4}(?:false|no|0)\b)|"
            r"killed by the oom"
        ),
    )


def killed_137(text: Text) -> Lines:
    rows = [
        n
        for n in ended(text)
        if n.sign.status in (137, 9)
        or (n.sign.how in ("killed", "terminated") and "kill" in text.by_number.get(n.lines[0], "").casefold())
    ]
    return either(
        lines(rows),
        text.find(
            r"\bexit(?:ed)?(?: with)?(?: code| status)?[ :=(]{0,3}137\b|\(137\)|\bsignal: killed\b|\bsigkill\b|"
            r"status=9/kill",
            r"(?m)^\W*killed\W*$",
        ),
    )


LEADS = (
    lead(
        "out-of-memory-kill",
        "a master killed its worker for being late",
        -4.0,
        r"worker timeout|timeout \(no uri read\)",
    ),
    Lead("out-of-memory-kill", "the kernel killed it for memory", 4.5, killed_by_kernel),
    Lead("out-of-memory-kill", "it ended by SIGKILL, as the kernel and engines send it", 2.2, killed_137),
    lead(
        "out-of-memory-kill",
        "memory is short",
        1.8,
        (
            r"\b(?:out of|runs? out of|ran out of|running out of|low on|no|not enough|insufficient|little|"
            r"too little) (?:memory|ram)\b|\b(?:memory|ram) (?:usage|use|consumption|limit)\b.{0,60}\b(?:grow\w*|"
            r"climb\w*|100|full|exceed\w*|reach\w*|spik\w*|hit|rises?)|\bmemory leak\b"
        ),
        (
            r"\b(?:512 ?m(?:i?b)?|1 ?gi?b?|2 ?gi?b?|256 ?m(?:i?b)?)\b.{0,30}\b(?:of )?(?:ram|memory|droplet|vps|"
            r"instance|limit|mem_limit)\b|\bmem(?:ory)?_?limit\b|\bmemory: ?[\"']?\d+ ?[mg]i?\b|\bswap:? +0\b|"
            r"\bswapfile\b"
        ),
    ),
    lead(
        "out-of-memory-kill",
        "a runtime ran out of its own heap, and ends by itself",
        -1.0,
        r"javascript heap out of memory|java\.lang\.outofmemoryerror|\bmemoryerror\b",
    ),
    lead(
        "out-of-memory-kill",
        "it is the memory of a graphics card",
        -2.5,
        r"\bcuda\b|\bvram\b|\bgpu memory\b|torch\.(?:cuda\.)?outofmemory|hip error|\bcudamalloc\b",
    ),
    lead(
        "ai-model-load-failure",
        "the model does not load",
        4.5,
        (
            r"error loading model|(?:failed|unable|error|cannot|"
            r"couldn't) to? ?load(?:ing)? (?:the )?(?:\w+ )?(?:model|weights|checkpoint)|model (?:failed|"
            r"fails) to load|llama runner (?:process )?(?:has )?(?:terminated|no longer|exited)|"
            r"timed out waiting for llama runner"
        ),
        (
            r"cuda (?:error: )?out of memory|torch\.(?:cuda\.)?outofmemoryerror|engine core initialization failed|"
            r"engine ?core (?:failed|proc)|no available memory for the cache blocks|"
            r"model requires more system memory|unable to allocate (?:cuda|\w+)\d? buffer|cudamalloc failed|"
            r"ggml_\w+.{0,60}(?:fail|error)"
        ),
        (
            r"invalid magic|unknown model architecture|unsupported model|not a valid gguf|"
            r"tensor .{1,60}(?:not found|wrong shape)|safetensors.{0,60}(?:error|incomplete|corrupt|invalid|"
            r"missing)|max seq len .{0,60}larger than|"
            r"(?:is )?larger than the maximum number of tokens that can be stored in kv cache"
        ),
        (
            r"\bno kernel image is available|\bhip error\b|cuda driver version is insufficient|"
            r"\bgpu memory utilization\b|free memory on device.{0,80}less than desired|llama_init_from_model|"
            r"llama_model_load|llama_load_model"
        ),
    ),
    lead(
        "ai-model-load-failure",
        "a server of language models fails with its model or its graphics card",
        1.8,
        (
            r"\b(?:ollama|vllm|llama\.?cpp|llama-server|lm ?studio|koboldcpp|text-generation|tgi|localai|"
            r"oobabooga|whisper|comfyui|sglang|xinference)\b.{0,200}\b(?:gguf|gpu|cuda|vram|weights|quant\w*|"
            r"load\w*|oom|memory|crash\w*)\b"
        ),
        (
            r"\b(?:vram|gguf|quantiz\w+|\d+b[- ](?:instruct|chat|q\d|awq|gptq|model))\b|\bgpu memory\b|"
            r"\bmodel\b.{0,40}\b(?:corrupt\w*|missing|not found|too (?:big|large)|doesn't fit|not fit)"
        ),
    ),
    Lead("ai-model-load-failure", "it runs in a container", -0.3, engine),
)
