package io.clientele.proof;

import io.clientele.model.NotPermittedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Calls whatever a host can call and writes down whatever that tells, however deep. Every method of an interface is called with all
 * arguments at hand; what cannot be called for want of an argument is noted. Of values all methods without arguments are.
 */
final class TaintWalk {

    private static final Pattern SERVICE = Pattern.compile("(\\S+) # static \\1 of\\(io\\.clientele\\.Cdp\\)");
    private static final int DEEP = 12;

    private final Map<Class<?>, List<?>> arguments = new LinkedHashMap<>();
    private final Set<String> left;
    private final Set<String> uncalled = new TreeSet<>();

    /**
     * A walk.
     *
     * @param left methods, each as {@code Type.name}, that are not called
     */
    TaintWalk(Set<String> left) {
        this.left = left;
    }

    /** The types of all services, as the ledgers of exported signatures have them. */
    static List<Class<?>> services() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> ledgers = Files.list(Path.of("..", "api"))) {
            for (Path ledger : ledgers.sorted().toList()) {
                for (String line : Files.readAllLines(ledger)) {
                    Matcher service = SERVICE.matcher(line);
                    if (service.matches()) {
                        types.add(Class.forName(service.group(1)));
                    }
                }
            }
        }
        return types;
    }

    /** What to give where a parameter has this type. */
    TaintWalk with(Class<?> type, Object... values) {
        arguments.put(type, List.of(values));
        return this;
    }

    /** The methods that could not be called. */
    Set<String> uncalled() {
        return uncalled;
    }

    /** All that some objects tell, by their names. */
    Map<String, String> told(Map<String, Object> by) {
        Map<String, String> told = new TreeMap<>();
        by.forEach((name, object) -> told.put(name, new Telling().of(object)));
        return told;
    }

    private final class Telling {

        private final StringBuilder seen = new StringBuilder();
        private final IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();

        String of(Object object) {
            tell(object, 0);
            return seen.toString();
        }

        private void tell(Object value, int depth) {
            if (value == null || depth > DEEP || known.put(value, true) != null) {
                return;
            }
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(inner -> tell(inner, depth));
            } else if (value instanceof Iterable<?> all && !(value instanceof Path)) {
                all.forEach(each -> tell(each, depth));
            } else if (value instanceof Map<?, ?> map) {
                map.forEach((key, each) -> {
                    tell(key, depth);
                    tell(each, depth);
                });
            } else if (value instanceof Stream<?> stream) {
                stream.forEach(each -> tell(each, depth));
            } else if (value instanceof CompletionStage<?> stage) {
                tell(
                        stage.handle((done, failed) -> done == null ? String.valueOf(failed) : done)
                                .toCompletableFuture()
                                .join(),
                        depth);
            } else {
                seen.append(value).append('\n');
                ask(value, depth);
            }
        }

        private void ask(Object value, int depth) {
            Set<Class<?>> types = new LinkedHashSet<>();
            exported(value.getClass(), types);
            for (Class<?> type : types) {
                for (Method method : type.getDeclaredMethods()) {
                    boolean host =
                            Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
                    boolean more = type.isInterface()
                            || (method.getParameterCount() == 0 && !type.equals(method.getReturnType()));
                    if (host
                            && more
                            && !method.isSynthetic()
                            && !left.contains(type.getSimpleName() + '.' + method.getName())) {
                        call(value, method, depth);
                    }
                }
            }
        }

        private void exported(Class<?> type, Set<Class<?>> types) {
            boolean ours = type.getName().startsWith("io.clientele.")
                    && !type.getName().contains(".internal.");
            if (ours && (type.isInterface() || Modifier.isPublic(type.getModifiers())) && !type.isEnum()) {
                types.add(type);
            }
            Stream.of(type.getInterfaces()).forEach(each -> exported(each, types));
            if (type.getSuperclass() != null) {
                exported(type.getSuperclass(), types);
            }
        }

        private void call(Object value, Method method, int depth) {
            List<List<Object>> calls = List.of(List.of());
            for (Class<?> type : method.getParameterTypes()) {
                List<List<Object>> longer = new ArrayList<>();
                for (List<Object> some : calls) {
                    for (Object argument : arguments.getOrDefault(type, List.of())) {
                        List<Object> all = new ArrayList<>(some);
                        all.add(argument);
                        longer.add(all);
                    }
                }
                calls = longer;
            }
            if (calls.isEmpty()) {
                uncalled.add(method.getDeclaringClass().getSimpleName() + '.' + method.getName());
            }
            calls.forEach(given -> tell(result(value, method, given), depth + 1));
        }

        private Object result(Object value, Method method, List<Object> given) {
            try {
                method.setAccessible(true);
                return method.invoke(value, given.toArray());
            } catch (InvocationTargetException refused) {
                boolean fine = refused.getCause() instanceof RuntimeException
                        || refused.getCause() instanceof NotPermittedException;
                return fine ? String.valueOf(refused.getCause()) : failed(method, refused);
            } catch (IllegalAccessException closed) {
                return failed(method, closed);
            }
        }

        private Object failed(Method method, Exception cause) {
            throw new AssertionError(method.toString(), cause);
        }
    }

    /** What lies in the files of a folder, as it can be read without a key. */
    static String files(Path folder) {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            Collection<Path> regular = files.filter(Files::isRegularFile).toList();
            for (Path file : regular) {
                all.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all.toString();
    }
}
