package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopReplayTest {

    private static final int CUSTOMERS = 25;
    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    @TempDir
    private Path directory;

    private Run replay(String... more) {
        List<String> args = Stream.concat(
                        Stream.of("--customers", String.valueOf(CUSTOMERS), "--months", "3", "--seed", "5"),
                        Stream.of(more))
                .toList();
        return Run.of(args.toArray(String[]::new));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Nested
    class A_replay {

        @Test
        void tells_what_a_shop_owner_understands_and_that_reopening_changes_nothing() {
            Run run = replay();

            assertThat(run.err()).doesNotContain("ShopReplay:");
            assertThat(run.status()).isZero();
            assertThat(run.out())
                    .contains("== People and orders", "== Segments", "== Win-back mails")
                    .contains(
                            "== Handed in, each message once",
                            "== One customer explained",
                            "== Closed and opened again")
                    .contains("nothing changed")
                    .doesNotContain("DIFFERENT");
        }

        @Test
        void says_the_same_again_when_it_is_run_again() {
            assertThat(replay().summary()).isEqualTo(replay().summary());
        }

        @Test
        void goes_on_from_a_finished_run_without_counting_anything_twice() {
            String kept = directory.resolve("kept").toString();
            Run first = replay("--data", kept);
            Run second = replay("--data", kept);

            assertThat(second.status()).isZero();
            assertThat(second.out()).isEqualTo(first.out());
        }

        @Test
        void counts_received_as_the_sum_of_all_outcomes() {
            String line = replay().out()
                    .lines()
                    .dropWhile(l -> !l.equals(Report.STORE_HEADING))
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
            String[] sides = line.split("=", 2);

            assertThat(numbers(sides[1]).stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(numbers(sides[0]).get(0));
        }

        private static List<Long> numbers(String text) {
            return Stream.of(text.replace(",", "").split("\\D+"))
                    .filter(part -> !part.isEmpty())
                    .map(Long::valueOf)
                    .toList();
        }

        @Test
        void leaves_no_name_and_no_address_in_clear_anywhere_in_its_directory() throws IOException {
            Path kept = directory.resolve("kept");
            Run run = replay("--data", kept.toString());

            assertThat(run.out().toLowerCase(Locale.ROOT)).contains("@example.org");
            assertThat(CanaryScan.find(kept, CanaryScan.canaries(CUSTOMERS))).isEmpty();
        }

        @Test
        void the_scan_would_find_a_name_if_there_were_one() throws IOException {
            write(directory.resolve("leak/journal"), "xx" + MadeUp.email("7").toUpperCase(Locale.ROOT) + "yy");

            assertThat(CanaryScan.find(directory, CanaryScan.canaries(CUSTOMERS)))
                    .isNotEmpty();
        }

        @Test
        void deletes_its_temporary_folder() throws IOException {
            Path made;
            try (DataFolder folder = DataFolder.of(java.util.Optional.empty())) {
                made = folder.path();
                write(made.resolve("a/b"), "x");
            }
            assertThat(made).doesNotExist();
        }

        @Test
        void of_a_few_order_lines_sees_customers_guests_refunds_and_stock_corrections() throws IOException {
            write(directory.resolve("orders/a.csv"), HEADER + """
                    1,P1,"MUG, ""BIG""\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
                    1,P2,LANTERN,1,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
                    C2,P1,"MUG, ""BIG""\",-6,2010-12-03 08:26:00,2.55,17850.0,United Kingdom
                    3,P2,LANTERN,2,2010-12-04 08:26:00,3.39,,France
                    4,P2,damaged,-20,2010-12-05 08:26:00,0.0,,United Kingdom
                    """);
            Run run = Run.of(directory.resolve("orders").toString());

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("4 invoices of a real shop: 2 orders + 1 refunds + 1 stock corrections")
                    .contains("2 people = 1 customers + 1 guests + 0 visitors")
                    .contains("2 orders, 1 of them or parts sent back");
        }

        @Test
        void explains_its_arguments() {
            Run run = Run.of("--help");

            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("--customers", "--data", "Exit status");
        }
    }

    @Nested
    class Bad_input_ends_in_one_clear_line {

        private void assertUnusable(Run run, String words) {
            assertThat(run.err().lines()).as(run.err()).hasSize(1);
            assertThat(run.err()).startsWith("ShopReplay: ").contains(words);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
        }

        @Test
        void arguments_that_are_unknown_or_out_of_bounds() {
            assertUnusable(Run.of("--speed", "9"), "unknown option --speed");
            assertUnusable(Run.of("--customers", "0"), "--customers must be 1 to");
            assertUnusable(Run.of("--months", "six"), "--months must be a whole number");
            assertUnusable(Run.of("--seed"), "--seed needs a value");
            assertUnusable(Run.of("a", "b"), "more than one folder");
        }

        @Test
        void a_folder_that_is_not_there_or_holds_no_orders() throws IOException {
            assertUnusable(Run.of(directory.resolve("nowhere").toString()), "cannot read the folder");
            Files.createDirectories(directory.resolve("empty"));
            assertUnusable(Run.of(directory.resolve("empty").toString()), "no file *.csv or *.csv.gz");
        }

        @Test
        void order_files_that_cannot_be_read() throws IOException {
            write(directory.resolve("gzip/a.csv.gz"), "this is no gzip");
            assertUnusable(Run.of(directory.resolve("gzip").toString()), "cannot read");
            write(directory.resolve("columns/a.csv"), "InvoiceNo,StockCode\n1,2\n");
            assertUnusable(Run.of(directory.resolve("columns").toString()), "column Description is missing in");
            write(directory.resolve("nothing/a.csv"), HEADER);
            assertUnusable(Run.of(directory.resolve("nothing").toString()), "no order in the folder");
        }

        @Test
        void an_order_line_that_is_none_is_named_by_its_number_and_not_by_its_content() throws IOException {
            write(directory.resolve("orders/a.csv"), HEADER + """
                    1,P,MUG,6,2010-12-01 08:26:00,2.55,17850.0,UK
                    1,P,MUG,secret,2010-12-01 08:26:00,1,17850.0,UK
                    """);
            Run run = Run.of(directory.resolve("orders").toString());

            assertUnusable(run, "line 3 of");
            assertThat(run.err()).doesNotContain("secret");
        }

        @Test
        void a_data_directory_that_cannot_be_written() throws IOException {
            write(directory.resolve("file"), "in the way");
            assertUnusable(replay("--data", directory.resolve("file/data").toString()), "cannot make the folder");
            assertUnusable(replay("--data", directory.resolve("file").toString()), "cannot make the folder");
        }

        @Test
        void a_wrong_passphrase_and_nothing_is_lost() throws IOException {
            Path kept = directory.resolve("kept");
            write(directory.resolve("right"), "correct horse\n");
            write(directory.resolve("wrong"), "battery staple\n");
            write(directory.resolve("none"), "\n");
            Run first = replay(
                    "--data",
                    kept.toString(),
                    "--passphrase-file",
                    directory.resolve("right").toString());

            assertThat(first.status()).isZero();
            assertUnusable(
                    replay(
                            "--data",
                            kept.toString(),
                            "--passphrase-file",
                            directory.resolve("wrong").toString()),
                    "passphrase");
            assertUnusable(
                    replay(
                            "--data",
                            kept.toString(),
                            "--passphrase-file",
                            directory.resolve("none").toString()),
                    "first line of the passphrase file is empty");
            assertUnusable(
                    replay(
                            "--data",
                            kept.toString(),
                            "--passphrase-file",
                            directory.resolve("absent").toString()),
                    "cannot read the passphrase file");
            assertThat(replay(
                                    "--data",
                                    kept.toString(),
                                    "--passphrase-file",
                                    directory.resolve("right").toString())
                            .out())
                    .isEqualTo(first.out());
        }

        @Test
        void a_directory_in_use_and_nothing_is_lost() {
            Path kept = directory.resolve("kept");
            Run first = replay("--data", kept.toString());
            try (Cdp holder = Cdp.in(kept).with(ConsentModule.optIn()).open()) {
                assertThat(holder.counts().received()).isPositive();
                assertUnusable(replay("--data", kept.toString()), "in use");
            }
            assertThat(replay("--data", kept.toString()).summary()).isEqualTo(first.summary());
        }

        @Test
        void a_directory_of_another_shop_and_nothing_is_lost() {
            String kept = directory.resolve("kept").toString();
            Run first = replay("--data", kept);

            assertUnusable(Run.of("--data", kept, "--seed", "6"), "another shop");
            assertThat(replay("--data", kept).out()).isEqualTo(first.out());
        }
    }
}
