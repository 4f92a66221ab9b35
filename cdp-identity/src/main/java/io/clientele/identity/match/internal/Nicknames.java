package io.clientele.identity.match.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Given names that stand for each other. */
final class Nicknames {

    /** A line a name: its full forms and its short ones. */
    private static final List<String> GROUPS = List.of(
            "robert bob bobby rob robbie bert roberto",
            "william bill billy will willie liam wilhelm guillaume willy",
            "richard dick rick ricky rich richie ricardo",
            "james jim jimmy jamie jem jaime",
            "john jack johnny jon jonny johann johannes hans jean juan ian sean ivan",
            "jonathan jon johnathan jonny",
            "charles charlie chuck chas karl carl carlos",
            "edward ed eddie ted teddy ned eduard edouard",
            "thomas tom tommy tomas",
            "michael mike mick mickey mikey michel miguel mikhail mischa",
            "joseph joe joey jo josef jose giuseppe sepp",
            "david dave davey davy",
            "daniel dan danny",
            "samuel sam sammy",
            "samantha sam sammy",
            "benjamin ben benny benji",
            "nicholas nick nicky nicolas nikolaus klaus niklas nico",
            "christopher chris kit topher christoph christophe",
            "christine chris christina tina kirsten christiane",
            "matthew matt matty matthias matthieu",
            "andrew andy drew andreas andre andrea",
            "anthony tony antony anton antoine antonio toni",
            "alexander alex alec sandy sasha xander alexandre alejandro",
            "alexandra alex sandra sasha lexi alexa",
            "patrick pat paddy",
            "patricia pat patty tricia trish",
            "peter pete pierre pedro piotr",
            "steven steve stephen stefan steffen stephan etienne",
            "stephanie steph stefanie",
            "gregory greg gregor",
            "kenneth ken kenny",
            "ronald ron ronnie",
            "donald don donnie",
            "lawrence larry laurie laurence lorenz",
            "leonard leo len lenny leon",
            "frederick fred freddie freddy friedrich frederic fritz",
            "francis frank frankie franz francois francisco paco",
            "frances fran fanny francesca francoise",
            "henry harry hank henri heinrich heinz enrique",
            "harold harry hal",
            "george georgie georg georges jorge jorg jurgen",
            "gerald gerry jerry gerard gerhard gerd",
            "jeffrey jeff geoff geoffrey jeffery",
            "timothy tim timmy",
            "theodore ted teddy theo",
            "walter walt wally",
            "raymond ray raimund",
            "philip phil phillip pip philipp philippe",
            "oliver ollie olly olivier",
            "olivia liv livvy ollie",
            "joshua josh",
            "zachary zach zack zac",
            "nathaniel nathan nat nate",
            "dominic dom dominik dominique",
            "vincent vince vinny vinzenz",
            "albert al bert bertie alberto",
            "alfred alf alfie fred",
            "arthur art artie arturo",
            "maximilian max maxi maxime",
            "sebastian seb bastian basti",
            "abraham abe",
            "elizabeth liz lizzie beth betty eliza betsy bess lisa elisabeth libby elsie elise",
            "margaret maggie meg peggy marge margie greta margarete rita daisy marguerite",
            "katherine kate katie kathy cathy catherine kathryn kit kitty katharina kat katrin karin",
            "mary molly polly marie maria mae may mollie",
            "ann anne anna annie nancy nan hannah anita",
            "susan sue susie suzanne susanna suzy",
            "jennifer jen jenny jenn",
            "jessica jess jessie",
            "jacqueline jackie jacqui",
            "barbara barb babs barbie",
            "deborah deb debbie debra",
            "dorothy dot dottie dolly dorothea",
            "eleanor ellie nell nellie nora elinor ella helen lena",
            "helen nell helena helene elena ellen",
            "emily em emmy milly emilie",
            "amelia millie mia amy",
            "charlotte charlie lottie lotte",
            "caroline carol carrie lina carolin",
            "cynthia cindy",
            "florence flo flossie",
            "georgina georgie gina",
            "isabella bella izzy isabel isabelle belle isobel",
            "josephine jo josie josefine",
            "judith judy jude",
            "julia julie jules juliet",
            "laura laurie lori lauren",
            "lillian lily lilly lil",
            "louisa lou louise lulu luise",
            "lucy lucia luz lucille lucinda",
            "madeleine maddie maddy madeline madison",
            "martha marty mattie marta",
            "matilda tilly mathilda till",
            "natalie nat nathalie natalia natasha",
            "pamela pam",
            "penelope penny",
            "rebecca becky becca beck",
            "rosemary rose rosie romy",
            "sarah sally sadie sara",
            "sophia sophie sofia sofie",
            "teresa terry tess tessa theresa therese",
            "valerie val",
            "veronica ronnie vera veronika",
            "victoria vicky vick tori viktoria",
            "virginia ginny",
            "winifred winnie",
            "gabriele gabi gabrielle gaby",
            "ursula uschi ulla",
            "ulrich uli ulli",
            "wolfgang wolf wolfi",
            "joachim jochen achim");

    private final Map<String, Long> groups = new HashMap<>();

    Nicknames() {
        for (int group = 0; group < GROUPS.size(); group++) {
            long mark = group + 1L;
            for (String name : GROUPS.get(group).split(" ", -1)) {
                groups.merge(name, mark, (a, b) -> a << 8 | b);
            }
        }
    }

    /** The groups of a name, a byte each; 0 if it is in none. */
    long groups(String name) {
        return groups.getOrDefault(name, 0L);
    }

    /** Whether two names share a group. */
    static boolean share(long one, long other) {
        for (long a = one; a != 0; a >>>= 8) {
            for (long b = other; b != 0; b >>>= 8) {
                if ((a & 0xFF) == (b & 0xFF)) {
                    return true;
                }
            }
        }
        return false;
    }
}
