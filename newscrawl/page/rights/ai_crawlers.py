"""Product tokens of crawlers that collect for AI: to train models, to sell corpora for it, or to ground answers.

Names and purposes: https://github.com/ai-robots-txt/ai.robots.txt (MIT), and the operators' own pages that it links to. Left out are
names that are no crawler's own (`Code`, `Cursor`, `Operator`, `Spider`, `Trae`), general libraries (`Scrapy`), link previews
(`facebookexternalhit`) and search crawlers with another main purpose (`Applebot`, `PetalBot`, `Bravebot`): a group for them says nothing
about AI.
"""

from __future__ import annotations

from typing import Final

__all__ = ["AI_CRAWLERS", "ai_crawler"]

_NAMES: Final = """
AddSearchBot; AgentTimes; AI2Bot; AI2Bot-DeepResearchEval; Ai2Bot-Dolma; aiHitBot; AIWebIndex; amazon-kendra; amazon-QBusiness; Amazonbot;
AmazonBuyForMe; Amzn-SearchBot; Amzn-User; Andibot; Anomura; anthropic-ai; ApifyBot; ApifyWebsiteContentCrawler; Applebot-Extended;
Aranet-SearchBot; atlassian-bot; Awario; AzureAI-SearchBot; bedrockbot; bigsur.ai; Brightbot; Brightbot 1.0; BuddyBot; Bytespider; CCBot;
Channel3Bot; ChatGLM-Spider; ChatGPT Agent; ChatGPT-User; Claude-Code; Claude-SearchBot; Claude-User; Claude-Web; ClaudeBot;
Cloudflare-AutoRAG; CloudflareBrowserRenderingCrawler; CloudVertexBot; cohere-ai; cohere-training-data-crawler; Cotoyogi; CragCrawler;
Crawl4AI; Crawlspace; Datenbank Crawler; DeepSeekBot; Devin; Diffbot; DuckAssistBot; Echobot Bot; EchoboxBot; ExaBot; ExaSearchBot;
FacebookBot; Factset_spyderbot; FirecrawlAgent; FriendlyCrawler; GeistHaus-PageFetcher; Gemini-Deep-Research; Google-Agent;
Google-CloudVertexBot; Google-Extended; Google-Firebase; Google-Gemini-CLI; Google-NotebookLM; GoogleAgent-Mariner;
GoogleAgent-URLContext; GoogleOther; GoogleOther-Image; GoogleOther-Video; GPTBot; HenkBot; iAskBot; iaskspider; iaskspider/2.0;
ICC-Crawler; ImagesiftBot; imageSpider; img2dataset; ISSCyberRiskCrawler; kagi-fetcher; Kangaroo Bot; Kimi-User; KlaviyoAIBot;
KunatoCrawler; laion-huggingface-processor; LAIONDownloader; Lightpanda; LinerBot; Linguee Bot; LinkupBot; Manus-User; meta-externalagent;
meta-externalfetcher; meta-webindexer; MistralAI-User; MistralAI-User/1.0; Mozilla-Tabstack; MyCentralAIScraperBot; NagetBot;
netEstate Imprint Crawler; newsai; NotebookLM; NovaAct; OAI-SearchBot; omgili; omgilibot; OpenAI; PanguBot; Panscient; panscient.com;
Perplexity-User; PerplexityBot; PhindBot; Poggio-Citations; Poseidon Research Crawler; QualifiedBot; Querit-SearchBot; QueritBot; QuillBot;
quillbot.com; Reflectionbot; SBIntuitionsBot; SemrushBot-OCOB; SemrushBot-SWA; Shap-User; ShapBot; Sidetrade indexer bot; TavilyBot;
Terra Cotta; TerraCotta; Thinkbot; TikTokSpider; Timpibot; TongyiBot; TwinAgent; UseAI; VelenPublicWebCrawler; WARDBot; Webzio-Extended;
wpbot; WRTNBot; YaK; YandexAdditional; YandexAdditionalBot; YiyanBot; YouBot; ZanistaBot
"""
AI_CRAWLERS: Final = frozenset(name.strip() for name in _NAMES.split(";"))
_BY_KEY: Final = {name.casefold(): name for name in AI_CRAWLERS}


def ai_crawler(product_token: str) -> str | None:
    """The usual spelling of an AI crawler's token, None for any other. RFC 9309 tokens compare without case; a version is left out."""
    key = product_token.strip().casefold()
    return _BY_KEY.get(key) or _BY_KEY.get(key.partition("/")[0].strip())
