"""Words of other languages than English for what works where, and for what clients meet."""
# ruff: noqa: RUF001 - letters of Cyrillic and wide punctuation are what is meant

from __future__ import annotations

PHONE = r"\b(?:handy|celular|m[oó]vil|t[eé]l[eé]phone|telefono|телефон\w*|планшет\w*)s?\b|手机(?!流量)|スマホ|携帯"
ELSEWHERE = (
    r"\b(?:kolleg(?:e|en|in)|kumpels?|nachbarrechner|aus dem (?:lan|netz|b[uü]ro)|von au[sß]+en|colleghi|"
    r"coll[eè]gues?|otro (?:pc|equipo)|outro (?:pc|computador)|коллег\w+|с другого)\b|"
    r"同事|其他电脑|别的电脑|他のpc|友人"
)
HERE = (
    r"\b(?:auf (?:dem|meinem) (?:\w+-)?(?:rechner|server|host|pc)|vom host aus|lokal|localmente|en local|локально|"
    r"на самом)\b|本机|服务器(?:上|里|内)|自分の"
)
OTHER_NETWORK = r"\bmobilfunk\b|\bdatos m[oó]viles\b|\bмобильн\w+ интернет\w*|手机流量"
ILL = (
    r"\b(?:geht|funktioniert|klappt|l[aä]uft|antwortet|l[aä]dt|[oö]ffnet) (?:\w+ ){0,2}nicht|\bnicht (?:mehr )?"
    r"(?:erreich\w+|m[oö]glich|gefunden)|\b(?:fehlgeschlagen|abgewiesen|verweigert|abgelehnt)\b|"
    r"\bn(?:o|[aã]o) (?:se )?(?:funciona|abre|conecta|carga|carrega|responde|puede|consigo)|"
    r"\bne (?:marche|fonctionne|r[eé]pond|s'ouvre|charge)|"
    r"\bне (?:работает|открыва\w+|отвечает|подключа\w+|вижу|могу)|"
    r"打不开|连不上|连接不|无法|不能|访问不了|失败|超时|拒绝|つながりません|開けません|できません|見えません|拒否"
)
FINE = (
    r"\b(?:funktionier(?:t|en)|klappt|geht|gehen|l[aä]uft|funciona\w*|fonctionne|marche|работает|открыва\w+|"
    r"отвечает)\b|正常|能打开|可以(?:打开|访问|连)|能访问|能连|能通|つながりま|表示され|入れます"
)
TURNS = r"\s(?:aber|nur|pero|mas|mais|но)\s|[。；！]|，?但是?"
PARTS = r"[，、]| und | y | et "
TROUBLE = (  # what a line with one of the others holds
    r"verbind|zeit[uü]ber|zielhost|keine route|conex|connexion|connessione|espera|d[eé]lai|tempo |соедин|подключ|"
    r"ожидани|маршрут|сброшен|zur[uü]ckgesetzt|r[eé]initialis|重置|リセット|拒|超时|响应时间|无法访问|タイムアウト"
)
REFUSED = (
    r"verbindung(?:saufbau)? (?:wurde |wird )?(?:sofort )?(?:abgelehnt|verweigert|abgewiesen)|"
    r"conexi[oó]n (?:rehusada|rechazada)|conex[aã]o (?:foi )?recusada|connexion refus[eé]e|"
    r"connessione rifiutata|соединение отклонено|отказано в (?:соединении|подключении)|"
    r"в соединении отказано|连接被拒|拒绝(?:了)?(?:我们的)?连接|接続が?拒否"
)
RESET = (
    r"verbindung (?:wurde )?(?:\w+ ){0,4}?zur[uü]ckgesetzt|connexion (?:a [eé]t[eé] )?r[eé]initialis[eé]e|"
    r"conexi[oó]n (?:\w+ ){0,2}?restablecida|соединение (?:было )?сброшено|连接(?:已)?被?(?:对方)?重置|接続がリセット"
)
SILENT = (
    r"zeit[uü]berschreitung|d[eé]lai d'attente|tiempo de espera|tempo (?:limite|esgotado)|врем\w+ ожидания|"
    r"连接超时|响应时间[过太]长|请求超时|タイムアウト"
)
NO_ROUTE = r"keine route zum|zielhost nicht erreichbar|нет маршрута|无法访问目标主机"
