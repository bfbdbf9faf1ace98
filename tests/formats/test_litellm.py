"""The model servers that a configuration of LiteLLM names."""

from portwise.formats import litellm

CONFIG = """
model_list:
- model_name: near
  litellm_params:
    model: openai/qwen
    api_base: http://127.0.0.1:8000/v1
- model_name: again
  litellm_params: { model: openai/qwen, api_base: "http://127.0.0.1:8000/v1" }
- model_name: told
  litellm_params: { model: openai/x, api_base: os.environ/LLAMA_BASE }
- model_name: untold
  litellm_params: { model: openai/y, api_base: os.environ/NOWHERE }
- model_name: usual
  litellm_params: { model: ollama_chat/llama3 }
- model_name: far
  litellm_params: { model: gpt-4o, api_key: os.environ/OPENAI_API_KEY }
"""


def test_addresses_and_their_lines():
    """Each server once, by the first line that names it; a provider's own address is not in the file."""
    told = {"LLAMA_BASE": "http://llama:8080"}

    assert [("127.0.0.1", 8000, "c.yaml:6"), ("llama", 8080, "c.yaml:10"), ("localhost", 11434, "c.yaml:14")] == [
        (row.host, row.port, row.variable) for row in litellm.backends(CONFIG, "c.yaml", told)
    ]


def test_variables_that_hold_addresses():
    """Those of keys are not asked for."""
    assert ("LLAMA_BASE", "NOWHERE") == litellm.variables(CONFIG)
