"""Asks as the official client does: reads the name of what to ask, writes what came of it as a line of JSON."""

import asyncio
import json
import sys
import traceback
import warnings

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

# What was parsed into a model of ours is no part of theirs, and pydantic says so.
warnings.filterwarnings("ignore", "Pydantic serializer warnings")
MODEL = "gpt-4o-mini"
said = []


def note(response):
    said.append(response.headers.get("x-cache", "nothing"))


async def note_later(response):
    note(response)


URL = sys.argv[1]
client = OpenAI(
    base_url=URL,
    api_key="any",
    max_retries=0,
    http_client=openai.DefaultHttpxClient(event_hooks={"response": [note]}),
)


class City(BaseModel):
    name: str
    inhabitants: int
    rivers: list[str]


TOOL = {
    "type": "function",
    "function": {
        "name": "find_author",
        "parameters": {"type": "object", "properties": {"work": {"type": "string"}}, "required": ["work"]},
    },
}


def user(text):
    return [{"role": "user", "content": f"Python asks: {text}"}]


def chat():
    return client.chat.completions.create(model=MODEL, messages=user("what is a hash?"))


def chat_stream():
    stream = client.chat.completions.create(
        model=MODEL, messages=user("what is a stream?"), stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    return {"text": text, "id": chunks[0].id, "usage": chunks[-1].usage.to_dict()}


def chat_stream_helper():
    with client.chat.completions.stream(
        model=MODEL, messages=user("what is a city?"), response_format=City, temperature=0
    ) as stream:
        return stream.get_final_completion()


def tools():
    return client.chat.completions.create(model=MODEL, messages=user("who wrote Faust?"), tools=[TOOL])


def tools_stream():
    with client.chat.completions.stream(model=MODEL, messages=user("who wrote Ulysses?"), tools=[TOOL]) as stream:
        return stream.get_final_completion()


def parse():
    return client.chat.completions.parse(model=MODEL, messages=user("which city?"), response_format=City)


def completion():
    return client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Python says")


def responses():
    return client.responses.create(model=MODEL, instructions="Be brief.", input="Python asks: what is an ode?")


def responses_stream():
    with client.responses.stream(model=MODEL, input="Python asks: what is an epic?") as stream:
        kinds = list(dict.fromkeys(event.type for event in stream))
        return {"kinds": kinds, "final": stream.get_final_response().to_dict()}


def responses_parse():
    return client.responses.parse(model=MODEL, input="Python asks: which town?", text_format=City)


def unbilled(answer):
    """Their usage is what the call itself was billed, which is nothing on a hit."""
    return {**answer.to_dict(), "usage": None}


def embeddings():
    inputs = ["python one", "python two"]
    return unbilled(client.embeddings.create(model="text-embedding-3-small", input=inputs, dimensions=16))


def embeddings_float():
    return unbilled(
        client.embeddings.create(
            model="text-embedding-3-small", input="python three", dimensions=16, encoding_format="float"
        )
    )


def asynchronous():
    async def ask():
        hooks = {"response": [note_later]}
        http_client = openai.DefaultAsyncHttpxClient(event_hooks=hooks)
        async with AsyncOpenAI(base_url=URL, api_key="any", http_client=http_client) as own:
            return await own.chat.completions.create(model=MODEL, messages=user("what is a loop?"))

    return asyncio.run(ask())


ASK = {
    function.__name__: function
    for function in [
        *(chat, chat_stream, chat_stream_helper, tools, tools_stream, parse, completion),
        *(responses, responses_stream, responses_parse, embeddings, embeddings_float, asynchronous),
    ]
}

for line in sys.stdin:
    said.clear()
    try:
        made = ASK[line.strip()]()
        plain = made.to_dict() if isinstance(made, openai.BaseModel) else made
        print(json.dumps({"made": plain, "cache": said}), flush=True)
    except Exception:
        print(json.dumps({"error": traceback.format_exc()}), flush=True)
