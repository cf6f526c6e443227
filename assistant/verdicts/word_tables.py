"""Tables of words: what means nearly the same in a news text, what means the opposite, and what counts as people."""

from __future__ import annotations

from functools import lru_cache

from vectorstore.words import stem

__all__ = ["OPPOSITES", "PEOPLE", "same_sense", "senses_of"]

PEOPLE = frozenset(
    stem(word)
    for word in (
        "people person persons men man women woman individuals individual children child minors adults prisoners inmates "
        "detainees deportees migrants immigrants members member victims workers officers passengers others ones them "
        "citizens nationals arrests arrested detained killed dead deaths detentions lives residents humans foreigners"
    ).split()
)

_SAME = """
prisoner inmate detainee convict captive
deportee deported expelled removed
people person individual men man human
said stated told declared announced
buy purchase acquire bought acquired
purchase acquisition
jail prison penitentiary gaol
jail imprison incarcerate lock
hold detain keep imprison
held detained kept imprisoned
detention custody captivity imprisonment confinement
arrest detain capture seize apprehend arrested apprehended
kill murder slay killed murdered slain die died dead death killing homicide
begin start open launch began started commence onset beginning
opened inaugurated
end finish conclude stop cease close ended ceased
stop halt block bar suspend prevent pause freeze forbid prohibit ban
ban bar forbid prohibit disallow outlaw forbade banned barred
allow permit let enable authorise authorize allowed permitted
send transfer move transport deport ship sent fly flown flew
transport carry bring take carried brought took taken convey ferry
deport expel remove return deportation removal expulsion
agree accept consent agreement deal accord pact
agree agreed consented
pay fund spend finance paid cost payment
money funds sum fund payment
cost price expense bill fee
build construct erect built construction constructed
house accommodate hold fit contain room space capacity
maximum most limit
show reveal disclose display demonstrate indicate
get receive obtain given gain got received
give grant provide hand supply offer gave given
ask request demand call urge seek sought appeal
order command instruct direct instruction ruling decision decree
rule decide hold find ruling ruled held found decision judgment verdict opinion
judge justice magistrate
court tribunal bench
lawyer attorney counsel solicitor
suit lawsuit case litigation sue sued complaint
challenge contest dispute oppose appeal
reject refuse decline deny dismiss rebuff turned
refuse decline refused declined
law act statute legislation
use invoke employ apply used invoked deploy
near close around
large big huge vast giant great enormous
small little tiny minor
more further additional extra another other
new fresh recent
begin originate
leave depart departure departed left
depart leave takeoff
arrive reach land arrival landed reached touch
plane aircraft jet airplane flight aeroplane
flight trip journey
police officer
soldier troop military army
gang group organisation organization
country nation state
government administration authorities authority officials state
president leader head
minister secretary
spokeswoman spokesman spokesperson
chief head director boss leader
member affiliate
crime offence offense criminal
accuse allege charge accusation allegation accused alleged
alleged suspected accused purported
suspect suspected
say put
number figure count total tally toll
count tally tell number
rise increase grow climb jump surge rose grew increased growth
fall drop decrease decline fell decreased dropped reduce reduction
double twofold twice
visit tour trip travel
meet meeting met
talk speak discuss spoke talks discussion conversation
write wrote post posted written
publish release issue published released issued
release free freed liberate
report account story article reported
journalist reporter correspondent press
video footage film recording
record log file
extend prolong renew lengthen extension renewal extended prolonged
extend renew prolonged renewed
shave shaved
wear dress clothe wearing
shackle chain handcuff cuff
cell
guard officer
beat hit assault beaten beating
torture abuse mistreat ill-treat mistreatment
hurt injure wound harm injury
sick ill
food meal
family relative kin relatives families
wife husband spouse
mother father parent
lack miss without shortage absence
need require requirement necessary
try attempt seek tried
help assist aid assistance
want wish desire seek
plan intend aim scheme
think believe consider regard view
see regard witness saw seen
know
work labour labor job employ employee worker
year annual annually yearly
month monthly
day daily
night overnight
week weekly
early start beginning
live reside dwell home resident
come arrive
go travel
win won victory triumph
lose lost defeat
vote ballot
election poll
party
approve pass back adopt approved passed endorsed
back support endorse favour favor
dissent disagree object
join
name call identify label named called title
name appoint nominate
describe call portray characterise depict
list enumerate
consist comprise include contain made
include contain cover comprise
share divide split
each apiece every per
first initial earliest
last final latest
whole entire full all complete
half
part portion section share
about approximately roughly some around nearly
outside beyond
abroad overseas
area region zone district
site location place ground
land territory ground soil
city town capital
road street
wall fence
school education schooling teaching
bed bunk
doctor physician medical
public open
secret confidential
legal lawful legally
illegal unlawful illegally
warn caution alert
praise welcome applaud
criticise criticize condemn attack denounce slam
admit acknowledge concede confess
confirm verify
explain clarify
return back
throw toss overturn overrule strike vacate set
full whole entire
file lodge submit bring filed lodged submitted brought
hearing session
notice warning
deadline limit
appear surface emerge came
emerge surface light
wait await
long lengthy
hour
estimate reckon put
link tie connection connect associated associate linked
tie connection bond
fight combat battle struggle
campaign crackdown drive offensive
harsh tough strict severe hard
quick fast rapid swift
soon shortly
former ex previous
now currently present
currently present today
late end
power authority
right
child minor boy girl juvenile kid children
citizen national nationals
border frontier
migrant immigrant
ship boat vessel
weapon arm gun
money cash
company firm business corporation
worker employee staff labourer
price value
trade commerce
market
fire blaze
storm hurricane
study research survey
scientist researcher
hospital clinic
pay wage salary
""".strip().splitlines()

_OPPOSITE = """
rise fall | rose fell | increase decrease | increased decreased | grow shrink | gain lose | up down | climb drop
more fewer | more less | most least | most fewest | many few | major minor | majority minority
before after | earlier later | since until | early late | begin end | start end | start finish | open close | opened closed
win lose | won lost | victory defeat | succeed fail | success failure
guilty innocent | convicted acquitted | legal illegal | lawful unlawful | constitutional unconstitutional
allow bar | allow forbid | allow ban | allow prohibit | allowed barred | allowed forbidden | allowed banned | permit prohibit
permit forbid | permitted forbidden | accept reject | accepted rejected | accept refuse | accepted refused | agree refuse
agree disagree | approve reject | approved rejected | approve oppose | grant deny | granted denied | confirm deny
confirmed denied | admit deny | admitted denied | support oppose | supported opposed | favour oppose | back oppose
praise criticise | praised criticised | praised criticized | welcome condemn | welcomed condemned
first last | first second | first third | second third | largest smallest | biggest smallest | highest lowest | high low
large small | big small | long short | longest shortest | best worst | good bad | better worse | strong weak | old new
inside outside | north south | east west | northern southern | eastern western | left right | top bottom | above below
buy sell | bought sold | import export | send receive | sent received | arrive depart | arrived departed | enter leave
alive dead | live die | survive die | survived died | free jailed | release detain | released detained | released arrested
secret public | private public | temporary permanent | temporarily permanently | voluntary forced | willing unwilling
male female | men women | man woman | boy girl | father mother | brother sister | son daughter | husband wife
day night | morning evening | morning afternoon | near far | same different | true false | right wrong | safe dangerous
overturn uphold | overturned upheld | reverse uphold | reversed upheld | block allow | blocked allowed | lift impose
lifted imposed | dismiss uphold | extend shorten | expand reduce | hire fire | join leave | strengthen weaken
always never | everyone nobody | everybody nobody | all none | with without | include exclude | included excluded
for against | majority dissent | plaintiff defendant | prosecution defence | domestic foreign | minimum maximum
""".replace("\n", "|")


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_SAME):
        for word in line.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=50_000)
def senses_of(word_stem: str) -> frozenset[int]:
    """The numbers of the groups of like words that a stem belongs to."""
    return _groups().get(word_stem, frozenset())


@lru_cache(maxsize=200_000)
def same_sense(one: str, other: str) -> bool:
    """Whether two stems are the same or stand in one group of like words, or share a long beginning."""
    if one == other or senses_of(one) & senses_of(other):
        return True
    shorter = min(len(one), len(other))
    return shorter >= 5 and one[: max(5, shorter - 1)] == other[: max(5, shorter - 1)]


def _read_opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _OPPOSITE.split("|"):
        words = pair.split()
        if len(words) == 2:
            one, other = words
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _read_opposites()
"""For each lower-case word, those that say the opposite in the same place."""
