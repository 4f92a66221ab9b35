package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Says a decision in one line that a marketer understands. */
final class Sentence {

    private Sentence() {}

    static String of(Purpose purpose, ConsentDecision decision, Optional<ConsentAct> act) {
        return purpose.key() + (decision.permitted() ? " is permitted: " : " is not permitted: ")
                + because(decision.reason(), act) + ".";
    }

    private static String because(String reason, Optional<ConsentAct> act) {
        return switch (reason) {
            case "granted" -> "the person agreed" + when(act);
            case "withdrawn" -> "the person withdrew their consent" + when(act);
            case "refused" -> "the person refused" + when(act);
            case "objection" -> "the person objected" + when(act);
            case "expired" -> "the person agreed" + when(act) + ", but that was too long ago to hold";
            case "stale_notice" -> "the person agreed" + when(act) + ", but the text has changed since: ask again";
            case "no_act" ->
                act.map(a -> "there is only an act that is no explicit consent," + when(act))
                        .orElse("the person has not been asked, or has not answered");
            case "contract" -> "it is needed for the contract and rests on no consent";
            case "legal_obligation" -> "a law demands it";
            case "legitimate_interest" -> "it rests on the shop's legitimate interest, and the person has not objected";
            case "child" ->
                "the person is too young for it, or was when they agreed" + when(act) + ": ask again, or a guardian";
            case "basis_swap" ->
                (act.filter(ConsentAct::denies).isPresent() ? "the person said no" : "there is no consent in force")
                        + when(act)
                        + ", and what was asked for by consent rests on nothing else instead";
            case "no_law" -> "no law where the person is protected asks for consent, and they did not say no";
            case "unknown_purpose" -> "the policy does not know this purpose";
            case "basis_not_allowed" -> "the purpose may not rest on this basis";
            default -> reason.replace('_', ' ');
        };
    }

    private static String when(Optional<ConsentAct> act) {
        return act.map(Sentence::when).orElse("");
    }

    private static String when(ConsentAct act) {
        LocalDate day = act.time().atOffset(ZoneOffset.UTC).toLocalDate();
        String by = " on " + day + " by their " + act.identifier().namespace().replace('_', ' ');
        Evidence evidence = act.evidence();
        String where = evidence.source().isEmpty() ? "" : ", at " + evidence.source();
        return by + where + act.notice().map(notice -> ", notice " + notice).orElse("");
    }
}
