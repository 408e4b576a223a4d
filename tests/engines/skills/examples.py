"""A small vocabulary for the tests of the skills engine."""

from kring.engines.skills import Concept, Label, Vocabulary

AI = "urn:kring:ai-skill:"


def concept(uri: str, *labels: tuple[str, str, str], topic: str = "", **descriptions: str) -> Concept:
    return Concept(uri, tuple(Label(text, lang, kind) for text, lang, kind in labels), descriptions, topic)  # type: ignore[arg-type]


CONCEPTS = [
    concept(
        AI + "machine-learning",
        ("machine learning", "en", "preferred"),
        ("machinaal leren", "nl", "preferred"),
        ("ML", "en", "alternative"),
        topic="machine-learning",
        en="Letting computers learn patterns from data.",
    ),
    concept(
        AI + "large-language-models",
        ("large language models", "en", "preferred"),
        ("grote taalmodellen", "nl", "preferred"),
        ("taalmodel", "nl", "alternative"),
        ("LLM", "en", "alternative"),
        topic="language-generation",
    ),
    concept(
        AI + "retrieval-augmented-generation",
        ("retrieval augmented generation (RAG)", "en", "preferred"),
        topic="language-generation",
    ),
    concept(
        AI + "chatbot-development",
        ("chatbot development", "en", "preferred"),
        ("chatbot", "nl", "alternative"),
        topic="language-generation",
    ),
    concept(
        AI + "ai-literacy",
        ("AI literacy", "en", "preferred"),
        ("AI", "en", "alternative"),
        topic="ai-literacy",
    ),
    concept(
        AI + "predictive-maintenance",
        ("predictive maintenance", "en", "preferred"),
        ("voorspellend onderhoud", "nl", "preferred"),
        topic="machine-learning",
    ),
    concept(AI + "computer-vision", ("computer vision", "en", "preferred"), topic="image-recognition"),
    concept(AI + "data-quality", ("datakwaliteit", "nl", "preferred"), topic="data-foundations"),
    concept("urn:test:r", ("R", "en", "preferred"), topic="data-foundations"),
    concept("urn:test:csharp", ("C#", "en", "preferred"), topic="data-foundations"),
    concept("urn:test:c", ("C", "en", "preferred"), topic="data-foundations"),
    concept("urn:test:cpp", ("C++", "en", "preferred"), topic="data-foundations"),
    concept("urn:test:net", (".NET", "en", "preferred"), topic="data-foundations"),
    concept("urn:test:go", ("Go", "en", "preferred"), topic="data-foundations"),
    concept("urn:test:python", ("Python (computer programming)", "en", "preferred")),
    concept("urn:test:java", ("Java", "en", "preferred")),
    concept("urn:test:node", ("Node.js", "en", "preferred")),
    concept(
        "urn:test:budgets",
        ("manage budgets", "en", "preferred"),
        en="Plan, monitor and report on the budget.",
    ),
    concept("urn:test:cafe", ("café management", "en", "preferred")),
]


def vocabulary() -> Vocabulary:
    return Vocabulary.compile(CONCEPTS)
